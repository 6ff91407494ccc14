# dockgate: expect base/digest reason="nightly bench" owner=ml-bench until=2026-12-31
FROM ubuntu:22.04
# dockgate: expect base/digest reason="once" until=2026-10-31
COPY --from=debian:12 /etc/os-release /a
# dockgate: expect base/digest
COPY --from=debian:11 /etc/os-release /b
COPY load.py /
# dockgate: expect build/root-user reason="not here"
CMD ["python", "/load.py"]

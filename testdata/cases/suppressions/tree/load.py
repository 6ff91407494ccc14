from transformers import AutoModel

AutoModel.from_pretrained("acme/reranker")  # nosec B615
AutoModel.from_pretrained(
    "acme/ranker",
)  # dockgate: expect model/revision reason="moves with the paper" owner=ml-bench

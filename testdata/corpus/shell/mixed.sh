set -euxo pipefail
apt-get update && apt-get install -y curl  git || true
sudo -E env FOO=1 -u BAR python3 -m app --x="a b" 'c d'$'\n'e
curl -fsSL https://x/y.sh | bash -s -- arg
bash -c "cd /app && exec python $X serve.py" 
sh -lc 'echo "$HOME" > /tmp/x; python a.py'
MODEL=org/name; REV=${REV:-main}
for m in a/b c/d; do hf download "$m" --revision "$REV"; done
cat > /run.sh <<EOF && chmod +x /run.sh
python $MODEL
EOF
python - <<'PY'
import torch
PY
( cd /sub; make ) ; make all
if [ -f x ]; then cd y; A=1; elif foo; then A=2; else bar; fi; echo $A
dl() { wget "$1" -O "$2"; }
dl http://x/a.bin a.bin
never() { rm -rf /; }
timeout 30 su user -c 'python z.py'
conda run --no-capture-output -n env python s.py
uv run --with x hf download o/n
uvx --from huggingface_hub hf download o/n
sh -c "$(curl -fsSL https://raw/install.sh)"
source <(curl -s url)
V=$(pip --version); eval "python $V"
exec "$@"
echo hi > a.txt 2>&1 &
cmd2 || { echo fail; exit 1; }
A=(x y "z w"); for q in "${A[@]}"; do echo ${q%% *}; done
find . -name '*.pyc' -print0 | xargs -0 -n 1 rm -f
{{ template }} foo
echo after
case $1 in start) python a.py;; *) exec "$@";; esac
while read -r l; do pip install $l; done < req.txt
cat <<EOF | sh
echo inner
EOF
bash <<EOF
echo inner2 && ls
EOF

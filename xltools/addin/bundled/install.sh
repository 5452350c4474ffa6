#!/bin/sh
# Installs xltools for this user from the files beside this one; no root, no network.
# ASCII only: what people are to read stands in the files that it shows.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
target=${XDG_DATA_HOME:-$HOME/.local/share}/xltools/python

stop() {
    cat "$here/files/$1.txt" >&2
    exit 1
}

[ "$(uname -m)" = "@MACHINE@" ] || stop another-machine
python=
for name in "python@PYTHON@" python3 python; do
    found=$(command -v "$name") || continue
    "$found" -c "import struct, sys, venv; sys.exit((*sys.version_info[:2], struct.calcsize('P')) != (@TUPLE@, 8))" 2>/dev/null || continue
    python=$found
    break
done
[ -n "$python" ] || stop python-missing
# The new one is made whole beside the former one, which stays as it is until then.
pip() {
    "$1/bin/python" -P -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
        --find-links "$here/wheels" "$2" "$3"
}
back() {
    rm -rf "$target"
    [ -d "$target.old" ] && mv "$target.old" "$target"
    stop install-failed
}
rm -rf "$target.new" "$target.old"
"$python" -P -m venv "$target.new" || stop install-failed
pip "$target.new" --require-hashes "--requirement=$here/wheels/requirements.txt" || stop install-failed
[ ! -d "$target" ] || mv "$target" "$target.old" || stop install-failed
mv "$target.new" "$target" || back
# Commands hold the path of their folder: ours is written once more where it now stands.
pip "$target" --force-reinstall @OURS@ || back
rm -rf "$target.old"
mkdir -p "$HOME/.local/bin" && ln -sf "$target/bin/xltools" "$HOME/.local/bin/xltools" || stop install-failed
cat "$here/files/installed.txt"

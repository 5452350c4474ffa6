#!/bin/sh
# Copies the add-in into the user's own jsaddons and names it in publish.xml (install), or takes
# both away again (remove). ASCII only: what people are to read stands in the files that it shows.
LC_ALL=C
export LC_ALL
files=$(cd "$(dirname "$0")" && pwd) || exit 1
addons=$HOME/.local/share/Kingsoft/wps/jsaddons
list=$addons/publish.xml
new=$addons/.xltools-publish.tmp

say() {
    cat "$files/$1.txt"
    [ -z "$2" ] || printf '%s\n' "$2"
}

stop() {
    rm -f "$new"
    say "$@" >&2
    exit 1
}

# The list with our entry, or without it, in $new. Where there is none yet, an empty one is the first.
change() {
    from=$list
    [ -f "$list" ] || from=$files/publish-empty.xml
    cp -p "$from" "$new" || stop failed "$addons"
    tr -d '\000' <"$from" | cmp -s - "$from" || stop broken "$list"
    { cat "$from" && printf 'x\n'; } |
        awk -v action="$1" -v name='@NAME@' -v entry='@ENTRY@' -f "$files/publish.awk" >"$new" || stop broken "$list"
}

remove_copies() {
    for copy in "$addons/@NAME@"_[0-9]*; do
        [ ! -d "$copy" ] || rm -rf "$copy" || stop failed "$addons"
    done
}

install() {
    [ -f "$files/../@FOLDER@/main.js" ] || stop incomplete
    mkdir -p "$addons" || stop failed "$addons"
    change install
    remove_copies
    cp -R "$files/../@FOLDER@" "$addons/" && mv "$new" "$list" || stop failed "$addons"
    say installed
}

remove() {
    [ -d "$addons/@FOLDER@" ] || { [ -f "$list" ] && grep -q '@NAME@' "$list"; } || { say nothing; exit 0; }
    if [ -f "$list" ]; then
        change remove
        mv "$new" "$list" || stop failed "$addons"
        if cmp -s "$list" "$files/publish-empty.xml"; then rm -f "$list"; fi
    fi
    remove_copies
    say removed
}

case $1 in
    install | remove) "$1" ;;
    *) exit 2 ;;
esac

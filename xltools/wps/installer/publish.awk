# The list of WPS's add-ins with our entry, or without it, all else byte for byte; nothing and a
# failure where it is not a list that we understand. Input: the file, and an x after its last byte.

function broken() { exit 1 }

# The length of the markup that rest begins with.
function span(rest,    end) {
    if (substr(rest, 1, 4) == "<!--") { end = index(substr(rest, 5), "-->"); return end ? end + 6 : 0 }
    if (substr(rest, 1, 2) == "<?") { end = index(rest, "?>"); return end ? end + 1 : 0 }
    return match(rest, tag) ? RLENGTH : 0
}

function ours(markup) {
    return markup ~ ("[ \t\r\n]name[ \t\r\n]*=[ \t\r\n]*(\"" name "\"|'" name "')")
}

function line_end(rest) {
    return substr(rest, 1, 2) == "\r\n" ? 2 : substr(rest, 1, 1) == "\n"
}

BEGIN {
    blank = "^[ \t\r\n]*$"
    word = "[A-Za-z_:][A-Za-z0-9_.:-]*"
    pair = "[ \t\r\n]+" word "[ \t\r\n]*=[ \t\r\n]*(\"[^\"<]*\"|'[^'<]*')"
    tag = "^(<" word "(" pair ")*[ \t\r\n]*/?>|</" word "[ \t\r\n]*>)"
}

{ text = text $0 "\n" }

END {
    rest = substr(text, 1, length(text) - 2)
    made = ""
    if (substr(rest, 1, 3) == "\357\273\277") { made = substr(rest, 1, 3); rest = substr(rest, 4) }
    depth = roots = dropping = 0
    while (at = index(rest, "<")) {
        if (substr(rest, 1, at - 1) !~ blank) broken()
        if (!dropping) made = made substr(rest, 1, at - 1)
        rest = substr(rest, at)
        if (!(long = span(rest))) broken()
        markup = substr(rest, 1, long)
        rest = substr(rest, long + 1)
        if (markup ~ /^<[!?]/) { if (!dropping) made = made markup; continue }
        closes = markup ~ /^<\//
        alone = markup ~ /\/>$/
        called = markup
        gsub(/^<\/?|[ \t\r\n\/>].*$/, "", called)
        if (closes) {
            if (!depth || open[depth] != called) broken()
            depth--
        } else {
            if (!depth && (roots++ || called != "jsplugins")) broken()
            if (depth == 1 && ours(markup)) dropping = 1
            if (!alone) open[++depth] = called
        }
        if (!depth && action == "install") {
            if (alone) { sub(/[ \t\r\n]*\/>$/, ">\n", markup); markup = markup entry "\n</jsplugins>" }
            else made = made entry "\n"
        }
        if (!dropping) made = made markup
        else if (depth == 1 && (closes || alone)) { dropping = 0; rest = substr(rest, line_end(rest) + 1) }
    }
    if (depth || !roots || rest !~ blank) exit 1
    printf "%s", made rest
}

# strip_comments.awk - C without comments, texts and characters; lines keep their numbers.
{
    out = ""
    for (i = 1; i <= length($0); i++) {
        two = substr($0, i, 2)
        one = substr($0, i, 1)
        if (inside == "*") {
            if (two == "*/") { inside = ""; i++ }
        } else if (inside != "") {
            if (one == "\\") i++
            else if (one == inside) inside = ""
        } else if (two == "/*") { inside = "*"; i++ }
        else if (two == "//") break
        else if (one == "\"" || one == "'") inside = one
        else out = out one
    }
    if (inside != "*") inside = ""
    print FILENAME ":" FNR ":" out
}

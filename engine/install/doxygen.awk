# SPDX-License-Identifier: MIT
#
# A header with its plain comments as Doxygen reads them: the first is the file's, one that begins a
# line belongs to what follows, one behind code to what stands before it. What Doxygen would take for
# a command or a tag is escaped, but for blocks that are indented by five (examples): they are code.
NR == 1 { next } # the licence

# The inside of a comment.
function escaped(text)
{
	if (text ~ /^[ \t]*\*     /)
		return text
	gsub(/[\\@]/, "\\\\&", text)
	gsub(/</, "\\\\<", text)
	gsub(/>/, "\\\\>", text)
	gsub(/#/, "\\\\#", text)
	gsub(/%/, "\\\\%", text)
	gsub(/&/, "\\\\\\&", text)
	return text
}

!inside && match($0, /\/\*/) {
	before = substr($0, 1, RSTART - 1)
	rest = substr($0, RSTART + 2)
	opening = before ~ /[^ \t]/ ? "/**<" : "/**"
	if (!named++)
		opening = "/** \\file\n *"
	inside = rest !~ /\*\//
	end = ""
	if (!inside && match(rest, /\*\//)) {
		end = substr(rest, RSTART)
		rest = substr(rest, 1, RSTART - 1)
	}
	print before opening escaped(rest) end
	next
}

inside {
	if (match($0, /\*\//)) {
		inside = 0
		print escaped(substr($0, 1, RSTART - 1)) substr($0, RSTART)
		next
	}
	print escaped($0)
	next
}

{ print }

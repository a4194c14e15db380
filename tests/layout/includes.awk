# SPDX-License-Identifier: MIT
#
# awk -f includes.awk TABLE - : reads the table, then lines FILE:NUMBER:#include ..., and prints
# those that the table does not allow.

function layer_of_file(file,    layer, best)
{
	if (file ~ /^include\/sicht\//)
		return owner[substr(file, 15)]
	for (layer in folder)
		if (index(file, folder[layer] "/") == 1)
			best = layer
	return best
}

function wrong(text)
{
	print place ": " text
}

function check_own(header,    target)
{
	target = layer_of_file(header ~ /^sicht\// ? "include/" header : header)
	if (target == "")
		wrong("\"" header "\" belongs to no layer; see tests/layout/table")
	else if (target != layer && !((layer, target) in uses) && !((layer, header) in uses))
		wrong("layer " layer " may not use \"" header "\" of layer " target)
}

function check_foreign(header,    name, count, i, places)
{
	if (header in system_header || (header ~ /^sys\// && "sys/" in system_header))
		return
	name = header
	if (!(name in foreign))
		sub(/\/.*/, "/", name)
	if (!(name in foreign)) {
		wrong("<" header "> is not in tests/layout/table")
		return
	}
	count = split(foreign[name], places, " ")
	for (i = 1; i <= count; i++)
		if (file == places[i] || (places[i] ~ /\/$/ && index(file, places[i]) == 1))
			return
	wrong("<" header "> belongs into " foreign[name] " alone")
}

FNR == NR {
	sub(/#.*/, "")
	if ($1 == "layer") {
		sub(/:$/, "", $3)
		folder[$2] = $3
		for (i = 4; i <= NF; i++)
			uses[$2, $i] = 1
	} else if ($1 == "public") {
		for (i = 2; i < NF - 1; i++)
			owner[$i] = $NF
	} else if ($1 == "foreign") {
		name = $2
		sub(/^[^:]*: */, "")
		foreign[name] = $0
	} else if ($1 == "system") {
		for (i = 2; i <= NF; i++)
			system_header[$i] = 1
	}
	next
}

{
	split($0, part, ":")
	file = part[1]
	place = part[1] ":" part[2]
	layer = layer_of_file(file)
	if (layer == "")
		wrong("this file belongs to no layer; see tests/layout/table")
	else if (match($0, /"[^"]*"/))
		check_own(substr($0, RSTART + 1, RLENGTH - 2))
	else if (match($0, /<[^>]*>/))
		check_foreign(substr($0, RSTART + 1, RLENGTH - 2))
	else
		wrong("an #include that cannot be read")
}

# Eight readers and a writer: each reader sees one committed state, whole, and never an older one
# than before; nobody waits for anybody. One of them makes backups, which are sound stores.
title 'readers beside a writer'
pictures tree "$(by_tier 300 2000 8000 8000)"
sets=$(by_tier 12 40 200 200)
find tree -type f | sort >all
split -n "l/$sets" all list.
index store "${quick[@]}" --files-from list.aa
readers=8

reader() {
	local last=0 count from
	while [ ! -e stop ]; do
		from=store
		if [ "$1" -eq $readers ]; then
			rm -rf backup
			"$sicht" store backup --store store backup >/dev/null 2>"reader.$1.err" &&
				"$sicht" store verify --store backup >/dev/null 2>"reader.$1.err" || {
				echo "backup: $(tail -n 1 "reader.$1.err")" >>broken
				continue
			}
			from=backup
		fi
		"$sicht" export --store $from --format jsonl >"reader.$1.out" 2>"reader.$1.err" || {
			echo "reader $1: $(tail -n 1 "reader.$1.err")" >>broken
			continue
		}
		count=$(wc -l <"reader.$1.out")
		[ "$count" -ge $last ] || echo "reader $1: $count entries after $last" >>broken
		last=$count
		echo "$count $(sha256sum <"reader.$1.out" | cut -c 1-64)" >>"seen.$1"
	done
}

: >broken
for ((number = 1; number <= readers; number++)); do
	reader $number &
done
for list in list.*; do
	index store "${quick[@]}" --files-from "$list"
done
touch stop
wait
export_of store >whole.jsonl
reads=$(cat seen.* | wc -l)
states=0
while read -r count digest; do
	states=$((states + 1))
	[ "$(head -n "$count" whole.jsonl | sha256sum | cut -c 1-64)" = "$digest" ] ||
		wrong "a reader saw $count entries that are not the first of the store"
done < <(cat seen.* | sort -u)
while read -r line; do
	wrong "$line"
done <broken
verify store
[ "$states" -gt 1 ] || wrong 'no reader ever saw a change'
result "$readers readers, 1 writer, $reads reads of $states states"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# bench/second_pass.sh DIR [FILES] [SICHT...]: what the second pass of `match` costs, in which facts
# become ranked and grouped findings. Makes, once and with the first SICHT (this tree's), an evidence
# store of so many entries (1,000,000) in DIR, of which one in ten shows a picture that is known, and
# matches it three times with each SICHT in turn. A line for each: CPU seconds and seconds of the
# clock, the best of three by CPU. Name the older SICHT first: the newer one reads its store.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dir=${1:?usage: bench/second_pass.sh DIR [FILES] [SICHT...]} files=${2:-1000000}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- "$here/.build/release/sicht"
mapfile -t programs < <(realpath -e -- "$@")
shim=$here/.build/release/bench/bench-second-pass.so
mkdir -p "$dir"
cd "$dir"

# hexadecimal BYTES LINES: random lines.
hexadecimal() {
	head -c $(($1 * $2)) /dev/urandom | od -An -v -tx1 -w"$1" | tr -d ' '
}

if [ ! -e evidence-"$files" ]; then
	rm -rf part
	hexadecimal 32 1000 >known.pdq
	[ -e known ] || "${programs[0]}" import -q --store known --role known --set random --format pdq known.pdq
	"${programs[0]}" export --store known | sed 's/.*"hash":"\([0-9a-f]*\)".*/\1/' >known.pdq
	hexadecimal 100 "$files" | awk -v known=known.pdq '
		BEGIN { while ((getline hash < known) > 0) hashes[count++] = hash }
		{
			pdq = NR % 10 ? substr($0, 137) : hashes[NR / 10 % count]
			printf "{\"path\":\"DCIM/%03dCANON/IMG_%07d.JPG\",\"source\":\"/mnt/a1\",\"size\":%d,", NR / 1000, NR, 1000000 + NR
			printf "\"media\":\"image/jpeg\",\"width\":4032,\"height\":3024,"
			printf "\"md5\":\"%s\",\"sha1\":\"%s\",\"sha256\":\"%s\",", substr($0, 1, 32), substr($0, 33, 40), substr($0, 73, 64)
			printf "\"pdq\":[{\"window\":\"full\",\"hash\":\"%s\",\"quality\":100,\"profile\":\"fullres\",\"exact\":false}]}\n", pdq
		}' | "${programs[0]}" import -q --store part --role evidence --set a1 --format jsonl -
	mv part "evidence-$files"
fi
for _ in 1 2 3; do
	for sicht in "${programs[@]}"; do
		rm -f findings
		LD_PRELOAD=$shim "$sicht" match -q --known known --findings findings "evidence-$files" \
			2>&1 >/dev/null | sed "s|\$|  $sicht|"
	done
done | sort -t : -k 2 -g | awk '!seen[$NF]++'

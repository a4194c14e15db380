#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# bench/opening.sh DIR [HASHES] [SICHT...]: what it costs to ask a large store little. Makes, once, a
# store of so many random hashes (10,000,000; 4 GB) in DIR, then matches one picture with it and with a
# store that is nearly empty, and lists its sets; five times each, with each SICHT (this tree's). A
# line: seconds of the clock, and CPU seconds of all its processes; the best of five by CPU.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dir=${1:?usage: bench/opening.sh DIR [HASHES] [SICHT...]} hashes=${2:-10000000}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- "$here/.build/release/sicht"
mkdir -p "$dir/one"
cd "$dir"
[ -e one/picture.jpg ] || "$here/.build/release/sicht-samples" photo 7 1600 1200 one/picture.jpg

# make NAME COUNT: a store of random hashes.
make() {
	[ ! -e "$1" ] || return 0
	head -c $((32 * $2)) /dev/urandom | od -An -v -tx1 -w32 | tr -d ' ' >list.pdq
	"$here/.build/release/sicht" import --store "$1.part" --role known --set random --format pdq list.pdq >/dev/null
	mv "$1.part" "$1"
	rm list.pdq
}

# best ARGUMENT...: the line.
best() {
	local TIMEFORMAT='%U %S %R'
	for _ in 1 2 3 4 5; do
		{ time "$@" >/dev/null 2>&1 || true; } 2>&1
	done | awk '{print $1 + $2, $3}' | sort -g | head -n 1 | awk '{printf "%6.3f s, %6.3f s CPU\n", $2, $1}'
}

make small 10
make large "$hashes"
for sicht in "$@"; do
	echo "$sicht"
	echo "  match, 10 hashes:       $(best "$sicht" match --known small --findings findings --force one)"
	echo "  match, $hashes hashes: $(best "$sicht" match --known large --findings findings --force one)"
	echo "  set list:               $(best "$sicht" set list --store large)"
done

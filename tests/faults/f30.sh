# Kernels and containers that lack a layer of the sandbox: sicht works with the others and writes
# down which were active; below the minimum it refuses, unless it is told otherwise.
title 'missing sandbox layers'
pictures tree 20
index reference tree
run_well match --known reference --findings reference.findings tree
full=$(grep -oE '"sandbox":"[^"]*"' reference.findings.run.json)
cases=0

without() {
	local layers=$1
	shift
	rm -f findings*
	status=0
	# shellcheck disable=SC2086 # layers are words
	"$build/fault-without" $layers -- timeout $patience "$sicht" match --known reference --findings findings \
		"$@" tree >out 2>err </dev/null || status=$?
	cases=$((cases + 1))
}

works_without() {
	local layers=$1 word=$2
	without "$layers" "${@:3}"
	[ $status -le 1 ] || wrong "without $layers: status $status: $(tail -n 1 err)"
	same reference.findings findings "without $layers"
	! grep -oE '"sandbox":"[^"]*"' findings.run.json | grep -qw -- "$word" ||
		wrong "without $layers the run file says $(grep -oE '"sandbox":"[^"]*"' findings.run.json)"
}

works_without landlock landlock
works_without namespaces namespaces
works_without 'landlock namespaces' landlock
without seccomp
[ $status -eq 2 ] || wrong "without seccomp: status $status"
grep -q -- --insecure-decoders err || wrong "without seccomp: $(tail -n 1 err)"
grep -q seccomp err || wrong "without seccomp it does not say so: $(tail -n 1 err)"
[ ! -e findings ] || wrong 'findings although it refused'
# What one of the decoder's two processes lacks, the decoder lacks.
without memory-files
[ $status -eq 2 ] || wrong "without a filter in the server: status $status"
grep -q seccomp err || wrong "without a filter in the server it does not say so: $(tail -n 1 err)"
works_without seccomp seccomp --insecure-decoders
works_without 'seccomp landlock namespaces' seccomp --insecure-decoders

# The decoder's own test says the same: what lacks there is held by the other layers, but for seccomp.
for layer in landlock namespaces; do
	"$build/fault-without" $layer -- "$build/sicht-decoder" --self-test >selftest 2>&1 ||
		wrong "self-test without $layer: $(tail -n 1 selftest)"
	! head -n 1 selftest | grep -qw $layer || wrong "self-test without $layer: $(head -n 1 selftest)"
done
! "$build/fault-without" seccomp -- "$build/sicht-decoder" --self-test >selftest 2>&1 ||
	wrong "self-test without seccomp: $(tail -n 1 selftest)"
grep -q '^ALLOWED  change the evidence' selftest || wrong 'without seccomp the self-test finds nothing'
result "$cases kernels; here: $full"

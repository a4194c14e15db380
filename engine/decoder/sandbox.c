/* SPDX-License-Identifier: MIT */
/*
 * Five layers, each of which would do alone if the others had a hole: namespaces (where the system
 * gives them to ordinary users), the bit and the limits of the process, landlock (no file can be
 * opened), and seccomp (the table below: what is not in it ends the process).
 *
 * The order matters: entering a user namespace clears the parent-death signal, and after seccomp
 * none of the other calls is left.
 */
#include "engine/decoder/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ------------------------------------------------------------------- what a decoder may call */

struct rule {
	int call;
	uint32_t action;
	unsigned argument_count; /* 0 or 1 */
	struct scmp_arg_cmp argument;
};

/* clang-format off */
#define ALLOW(name) {SCMP_SYS(name), SCMP_ACT_ALLOW, 0, {0, SCMP_CMP_EQ, 0, 0}}
#define ALLOW_IF(name, number, test, ...)                                                          \
	{SCMP_SYS(name), SCMP_ACT_ALLOW, 1, {number, SCMP_CMP_##test, __VA_ARGS__}}
#define REFUSE(name, error) {SCMP_SYS(name), SCMP_ACT_ERRNO(error), 0, {0, SCMP_CMP_EQ, 0, 0}}
#define REFUSE_IF(name, error, number, test, ...)                                                  \
	{SCMP_SYS(name), SCMP_ACT_ERRNO(error), 1, {number, SCMP_CMP_##test, __VA_ARGS__}}
#define END(name) {SCMP_SYS(name), SCMP_ACT_KILL_PROCESS, 0, {0, SCMP_CMP_EQ, 0, 0}}
#define END_IF(name, number, test, ...)                                                            \
	{SCMP_SYS(name), SCMP_ACT_KILL_PROCESS, 1, {number, SCMP_CMP_##test, __VA_ARGS__}}
/* clang-format on */

/* What tells a thread from a process, and either from new namespaces. */
#define CLONE_MASK                                                                                 \
	(CLONE_THREAD | CLONE_VM | CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |     \
		CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

/* Stands for the process that is locked in. */
#define OWN_PROCESS UINT64_MAX

/* All of them. */
static const struct rule rules[] = {
	/* the job: its file, its answer */
	ALLOW(read),
	ALLOW(pread64),
	ALLOW(lseek),
	ALLOW(close),
	ALLOW(dup),
	ALLOW(fstat),
	ALLOW_IF(fcntl, 1, EQ, F_GETFL, 0),
	ALLOW_IF(newfstatat, 3, MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH),
	ALLOW_IF(write, 0, EQ, STDERR_FILENO, 0),
	/* memory, never both written and executed */
	ALLOW(brk),
	ALLOW(munmap),
	ALLOW(mremap),
	ALLOW(madvise),
	ALLOW_IF(mmap, 2, MASKED_EQ, PROT_EXEC, 0),
	ALLOW_IF(mprotect, 2, MASKED_EQ, PROT_EXEC, 0),
	/* what the C library does in any process */
	ALLOW(futex),
	ALLOW(set_robust_list),
	ALLOW(rseq),
	ALLOW(sched_yield),
	ALLOW(sigaltstack),
	ALLOW(rt_sigaction),
	ALLOW(rt_sigprocmask),
	ALLOW(rt_sigreturn),
	ALLOW(restart_syscall),
	ALLOW_IF(prctl, 0, EQ, PR_SET_NAME, 0),
	REFUSE(clone3, ENOSYS), /* its flags cannot be seen; the C library then takes clone */
	/* harmless facts */
	ALLOW(getpid),
	ALLOW(getppid),
	ALLOW(gettid),
	ALLOW(getrandom),
	ALLOW(clock_gettime),
	ALLOW(exit),
	ALLOW(exit_group),
	/*
	 * libraries ask for these and live without; a bound on threads that holds for root is none
	 */
	REFUSE_IF(clone, EAGAIN, 0, MASKED_EQ, CLONE_MASK, CLONE_THREAD | CLONE_VM),
	REFUSE(sched_getattr, EPERM), /* they would act on any process of the user */
	REFUSE(sched_setattr, EPERM),
	REFUSE(open, EACCES),
	REFUSE(openat, EACCES),
	REFUSE(access, EACCES),
	REFUSE(faccessat, EACCES),
	REFUSE(faccessat2, EACCES),
	REFUSE(stat, EACCES),
	REFUSE(lstat, EACCES),
	REFUSE(statx, EACCES),
	REFUSE(readlink, EACCES),
	REFUSE(readlinkat, EACCES),
	REFUSE(unlink, EACCES),
	REFUSE(uname, EACCES),
	REFUSE(ioctl, EACCES),
	REFUSE(sysinfo, EACCES),
	REFUSE(getcpu, EACCES),
	REFUSE(prlimit64, EACCES),
	REFUSE(getrlimit, EACCES),
	REFUSE(sched_getaffinity, ENOSYS), /* the C library takes no other "no" */
	REFUSE_IF(newfstatat, EACCES, 3, MASKED_EQ, AT_EMPTY_PATH, 0),
};

static const struct rule rules_to_decode[] = {
	ALLOW_IF(recvmsg, 0, EQ, SICHT_WORKER_SOCKET, 0),
	ALLOW_IF(sendmsg, 0, EQ, SICHT_WORKER_SOCKET, 0),
	ALLOW_IF(tgkill, 0, EQ, OWN_PROCESS, 0), /* abort() is a crash, not a crime */
	/* to have a job done by the server */
	ALLOW_IF(sendmsg, 0, EQ, SICHT_SANDBOX_SERVER_SOCKET, 0),
	ALLOW_IF(recvmsg, 0, EQ, SICHT_SANDBOX_SERVER_SOCKET, 0),
	ALLOW_IF(recvmsg, 0, EQ, SICHT_SANDBOX_CHILD_SOCKET, 0),
	ALLOW(poll),
	ALLOW(ppoll),
};

static const struct rule rules_to_fork[] = {
	ALLOW_IF(recvmsg, 0, EQ, SICHT_SANDBOX_SERVER_SOCKET, 0),
	ALLOW_IF(sendmsg, 0, EQ, SICHT_SANDBOX_SERVER_SOCKET, 0),
	ALLOW_IF(clone, 0, MASKED_EQ, CLONE_MASK, 0), ALLOW(wait4),
	/* its children, before they read anything, and while they do */
	ALLOW_IF(prctl, 0, EQ, PR_SET_PDEATHSIG, 0), ALLOW_IF(setrlimit, 0, EQ, RLIMIT_CPU, 0),
	ALLOW_IF(seccomp, 0, EQ, SECCOMP_SET_MODE_FILTER, 0),
	ALLOW_IF(sendmsg, 0, EQ, SICHT_SANDBOX_CHILD_SOCKET, 0),
	REFUSE(tgkill, EPERM), /* abort() then ends by a bad instruction: a crash as well */
};

/* What such a child has no use for; the rest of its parent's rules it keeps. */
static const struct rule rules_of_child[] = {
	END_IF(clone, 0, MASKED_EQ, CLONE_MASK, 0),
	END_IF(sendmsg, 0, EQ, SICHT_SANDBOX_SERVER_SOCKET, 0),
	END(recvmsg),
	END(wait4),
	END_IF(prctl, 0, EQ, PR_SET_PDEATHSIG, 0),
	END(seccomp),
};

static bool add_rules(scmp_filter_ctx filter, const struct rule *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct scmp_arg_cmp argument = table[i].argument;
		if (argument.datum_a == OWN_PROCESS)
			argument.datum_a = (scmp_datum_t)getpid();
		if (seccomp_rule_add_array(filter, table[i].action, table[i].call,
			    table[i].argument_count, &argument) != 0)
			return false;
	}
	return true;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool enter_seccomp(enum sicht_sandbox_role role)
{
	const struct rule *more = role == SICHT_SANDBOX_FORKS ? rules_to_fork : rules_to_decode;
	size_t more_count =
		role == SICHT_SANDBOX_FORKS ? COUNT(rules_to_fork) : COUNT(rules_to_decode);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return false;
	bool loaded =
		seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
		seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
		add_rules(filter, rules, COUNT(rules)) && add_rules(filter, more, more_count) &&
		seccomp_load(filter) == 0;
	seccomp_release(filter);
	return loaded;
}

/*
 * The filter of a child, made once by its parent: to make it takes ten times as long as to load it.
 */
static struct sock_filter child_instructions[64];
static struct sock_fprog child_filter = {0, child_instructions};

static bool make_child_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int file = memfd_create("filter", MFD_CLOEXEC);
	ssize_t size = 0;
	if (filter != NULL && file >= 0 &&
		add_rules(filter, rules_of_child, COUNT(rules_of_child)) &&
		seccomp_export_bpf(filter, file) == 0)
		size = pread(file, child_instructions, sizeof child_instructions, 0);
	close(file);
	seccomp_release(filter);
	child_filter.len = (unsigned short)((size_t)size / sizeof *child_instructions);
	return size > 0 && (size_t)size < sizeof child_instructions;
}

/* ------------------------------------------------------------------------------------- landlock */

/* struct landlock_ruleset_attr as it has grown; the C library's header may be older. */
struct ruleset {
	uint64_t handled_files, handled_network, scoped;
};

/* What each version of the interface knows to forbid, and how much of the struct it reads. */
static const struct {
	uint64_t files, network, scoped;
	size_t size_bytes;
} landlock_versions[] = {
	{0x1fff, 0, 0, 8},  /* opening, making, removing, running */
	{0x3fff, 0, 0, 8},  /* moving to other directories */
	{0x7fff, 0, 0, 8},  /* truncating */
	{0x7fff, 3, 0, 16}, /* binding and connecting TCP */
	{0xffff, 3, 0, 16}, /* ioctl on devices */
	{0xffff, 3, 3, 24}, /* abstract sockets and signals to others */
};

#define LANDLOCK_ASK_VERSION 1u

long sicht_sandbox_landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_ASK_VERSION);
	return version > 0 ? version : 0;
}

static bool enter_landlock(void)
{
	const long known = sizeof landlock_versions / sizeof *landlock_versions;
	long version = sicht_sandbox_landlock_version();
	if (version < 1)
		return false;
	long row = version < known ? version - 1 : known - 1;
	struct ruleset ruleset = {landlock_versions[row].files, landlock_versions[row].network,
		landlock_versions[row].scoped};
	long fd = syscall(
		SYS_landlock_create_ruleset, &ruleset, landlock_versions[row].size_bytes, 0u);
	if (fd < 0)
		return false;
	bool restricted = syscall(SYS_landlock_restrict_self, (int)fd, 0u) == 0;
	close((int)fd);
	return restricted;
}

/* --------------------------------------------------------------------------- limits, privileges */

/* Bytes of address space, and of it writable and private, that are in use now. */
static void measure(rlim_t *address_bytes, rlim_t *data_bytes)
{
	unsigned long total = 0, data = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (file != NULL) {
		if (fscanf(file, "%lu %*u %*u %*u %*u %lu", &total, &data) != 2)
			total = data = 0;
		fclose(file);
	}
	rlim_t page_bytes = (rlim_t)sysconf(_SC_PAGESIZE);
	*address_bytes = total * page_bytes;
	*data_bytes = data * page_bytes;
}

/* Lower, never raise: stricter limits may have been set where sicht was started. */
static bool limit(int resource, rlim_t bound)
{
	struct rlimit now;
	if (getrlimit(resource, &now) != 0)
		return false;
	rlim_t hard = now.rlim_max < bound ? now.rlim_max : bound;
	now = (struct rlimit){hard, hard};
	return setrlimit(resource, &now) == 0;
}

/* Memory beyond what libraries and sanitizers have taken by now. */
static bool enter_limits(void)
{
	rlim_t address_bytes, data_bytes;
	measure(&address_bytes, &data_bytes);
	return limit(RLIMIT_AS, address_bytes + SICHT_DECODER_ADDRESS_BYTES) &&
	       limit(RLIMIT_DATA, data_bytes + SICHT_DECODER_DATA_BYTES) &&
	       limit(RLIMIT_STACK, SICHT_DECODER_STACK_BYTES) &&
	       limit(RLIMIT_NOFILE, SICHT_DECODER_DESCRIPTORS) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_CORE, 0);
}

/* No CLONE_NEWPID: after it a process cannot start threads any more. */
static bool enter_namespaces(void)
{
	const int kinds = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
	return unshare(CLONE_NEWUSER | kinds) == 0 || unshare(kinds) == 0;
}

void sicht_sandbox_drop_capabilities(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}, {0, 0, 0}};
	syscall(SYS_capset, &header, none);
}

/* The parent's end is ours. */
static void die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
		_exit(0);
}

/* Nobody may look into our memory; no way to more rights. */
static bool enter_process_bits(void)
{
	bool hidden = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && hidden;
}

unsigned sicht_sandbox_enter_without(unsigned left_out, pid_t parent, enum sicht_sandbox_role role)
{
	unsigned wanted = ~left_out, layers = 0;
	bool filtered = (wanted & SICHT_SANDBOX_SECCOMP) != 0;
	if (filtered && role == SICHT_SANDBOX_FORKS)
		filtered = make_child_filter();
	if ((wanted & SICHT_SANDBOX_NAMESPACES) != 0 && enter_namespaces())
		layers |= SICHT_SANDBOX_NAMESPACES;
	sicht_sandbox_drop_capabilities();
	if ((wanted & SICHT_SANDBOX_RLIMITS) != 0 && enter_limits())
		layers |= SICHT_SANDBOX_RLIMITS;
	die_with(parent);
	if ((wanted & SICHT_SANDBOX_NO_NEW_PRIVS) != 0 && enter_process_bits())
		layers |= SICHT_SANDBOX_NO_NEW_PRIVS;
	if ((wanted & SICHT_SANDBOX_LANDLOCK) != 0 && enter_landlock())
		layers |= SICHT_SANDBOX_LANDLOCK;
	if (filtered && enter_seccomp(role))
		layers |= SICHT_SANDBOX_SECCOMP;
	return layers;
}

unsigned sicht_sandbox_enter(pid_t parent, enum sicht_sandbox_role role)
{
	return sicht_sandbox_enter_without(0, parent, role);
}

/* ------------------------------------------------------------------------------------- children */

/* The C library's would be prlimit64, which acts on other processes too. */
static bool limit_cpu(uint64_t soft_ms, uint64_t hard_ms)
{
	/* counted in seconds; at the hard limit there is no signal that says so */
	const struct rlimit limit = {(soft_ms + 999) / 1000, (hard_ms + 999) / 1000 + 1};
	return syscall(SYS_setrlimit, RLIMIT_CPU, &limit) == 0;
}

static uint64_t child_cpu_ms_max;

void sicht_sandbox_enter_child(pid_t server, uint64_t cpu_ms, uint64_t cpu_ms_max)
{
	child_cpu_ms_max = cpu_ms_max;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != server)
		_exit(1);
	if (!limit_cpu(cpu_ms, cpu_ms_max))
		_exit(1);
	/* Where there is no seccomp, the server has none either, and has said so. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &child_filter) != 0 &&
		errno != ENOSYS && errno != EINVAL)
		_exit(1);
}

void sicht_sandbox_allow_cpu(uint64_t cpu_ms)
{
	limit_cpu(cpu_ms, child_cpu_ms_max);
}

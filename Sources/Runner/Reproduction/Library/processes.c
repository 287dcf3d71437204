@@ outcome
/* A call that one process makes while another goes on. */
struct outcome { atomic_int done; long long result; int error, fault; };
@@ note_end
static void note_end(struct outcome *call) {
  call->result = result, call->error = error, call->fault = fault;
  atomic_store(&call->done, 1);
}
@@ finish_call
static void finish_call(struct outcome *call, long long limit, const char *expected) {
  for (long long end = now() + limit; !atomic_load(&call->done);) {
    if (now() >= end) result = 0, error = fault = 0, fail(expected);
    if (atomic_load(&state->verdict) >= 0) _exit(1);
    usleep(200);
  }
  result = call->result, error = call->error, fault = call->fault;
}
@@ must_be_pending
static void must_be_pending(struct outcome *call, const char *expected) {
  usleep(20000);
  if (!atomic_load(&call->done)) return;
  result = call->result, error = call->error, fault = call->fault;
  fail(expected);
}
@@ await_turn
/* The processes of a case take turns, so that their steps come in the case's order. */
static void await_turn(int turn) {
  while (atomic_load(&state->turn) != turn) {
    if (atomic_load(&state->verdict) >= 0) _exit(1);
    usleep(50);
  }
}
@@ pass_turn
static void pass_turn(int turn) { atomic_store(&state->turn, turn); }
@@ await_end
static void await_end(int process) {
  struct pollfd entry = {.fd = (int)syscall(SYS_pidfd_open, state->pids[process], 0), .events = POLLIN};
  if (entry.fd < 0) return;
  poll(&entry, 1, -1);
  close(entry.fd);
}
@@ kill_process
static void kill_process(int process) {
  kill(state->pids[process], SIGKILL);
  await_end(process);
}
@@ hard_limit
static void hard_limit(int resource, unsigned long long value) {
  struct rlimit limit = {value, value};
  if (setrlimit(resource, &limit) < 0) impossible("setrlimit", "");
}
@@ become
/* Gives up capabilities, then the group and the user. */
static void become(unsigned user, unsigned group, unsigned long long without) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2];
  if (without) {
    if (syscall(SYS_capget, &header, sets) < 0) impossible("capget", "");
    for (int i = 0; i < 64; i++) {
      if (!(without >> i & 1)) continue;
      prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
      sets[i / 32].effective &= ~(1u << i % 32), sets[i / 32].permitted &= ~(1u << i % 32);
      sets[i / 32].inheritable &= ~(1u << i % 32);
    }
    if (syscall(SYS_capset, &header, sets) < 0) impossible("capset", "");
  }
  if (!user && !group) return;
  if (setgroups(0, NULL) < 0 || setresgid(group, group, group) < 0 || setresuid(user, user, user) < 0)
    impossible("setresuid", "");
}
@@ start_process
static void start_process(int process, void (*steps)(void)) {
  pid_t pid = fork();
  if (pid < 0) impossible("fork", "");
  if (pid) {
    state->pids[process] = pid;
    return;
  }
  state->pids[process] = getpid();
  steps();
  _exit(0);
}

/* Access to a process's memory, where a fault is a result. */
#include "executor.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

static sigjmp_buf fault_exit;
static volatile sig_atomic_t guarded;

static void on_fault(int signal_number) {
  if (guarded) siglongjmp(fault_exit, signal_number);
  /* A fault of the executor itself: it dies of it when the instruction runs again. */
  signal(signal_number, SIG_DFL);
}

int prepare_for_faults(void) {
  /* A stack of its own, since a case may have made the usual one unreadable. */
  static uint8_t room[64 << 10];
  stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
  if (sigaltstack(&stack, NULL) < 0) return -1;
  struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  return sigaction(SIGBUS, &action, NULL) < 0 ? -1 : sigaction(SIGSEGV, &action, NULL);
}

/* The address is the case's: whatever is wrong with it is the kernel's to say, not a sanitizer's. */
#define ANY_ADDRESS __attribute__((no_sanitize("address"), no_sanitize("undefined")))

/* One load instruction of exactly this width. */
ANY_ADDRESS static int load(uint64_t address, uint64_t width, uint8_t *out) {
  uintptr_t at = (uintptr_t)address;
  uint64_t value;
  switch (width) {
    case 1: value = *(volatile uint8_t *)at; break;
    case 2: value = *(volatile uint16_t *)at; break;
    case 4: value = *(volatile uint32_t *)at; break;
    case 8: value = *(volatile uint64_t *)at; break;
    default: return -1;
  }
  /* In the order in which the target's memory holds it. */
  uint8_t one = 1;
  uint16_t probe = 1;
  memcpy(&one, &probe, 1);
  const uint8_t *bytes = (const uint8_t *)&value;
  memcpy(out, one ? bytes : bytes + sizeof value - width, width);
  return 0;
}

ANY_ADDRESS static int store(uint64_t address, uint64_t width, uint64_t value) {
  uintptr_t at = (uintptr_t)address;
  switch (width) {
    case 1: *(volatile uint8_t *)at = (uint8_t)value; break;
    case 2: *(volatile uint16_t *)at = (uint16_t)value; break;
    case 4: *(volatile uint32_t *)at = (uint32_t)value; break;
    case 8: *(volatile uint64_t *)at = value; break;
    default: return -1;
  }
  return 0;
}

ANY_ADDRESS static int access_memory(const struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  volatile uint8_t *bytes = (volatile uint8_t *)(uintptr_t)a[0];
  switch (request->operation) {
    case OP_LOAD:
      if (load(a[0], a[1], response->data) < 0) return -1;
      response->length = (uint32_t)a[1];
      return 0;
    case OP_STORE: return store(a[0], a[1], a[2]);
    case OP_PEEK:
      if (a[1] > MAX_DATA) return -1;
      for (uint64_t i = 0; i < a[1]; i++) response->data[i] = bytes[i];
      response->length = (uint32_t)a[1];
      return 0;
    default:
      for (uint32_t i = 0; i < request->length; i++) bytes[i] = request->data[i];
      return 0;
  }
}

void memory_call(const struct request *request, struct response *response) {
  int signal_number = sigsetjmp(fault_exit, 1);
  if (signal_number != 0) {
    guarded = 0;
    response->length = 0;
    response->fault = (uint32_t)signal_number;
    response->value = -1;
    return;
  }
  guarded = 1;
  int result = access_memory(request, response);
  guarded = 0;
  errno = EINVAL;
  answer(response, result);
}

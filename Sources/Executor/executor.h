/* The executor: makes the calls that the harness asks for, on the machine under test.
 * The protocol is docs/executor-protocol.md. Nothing here depends on the host's byte order or page size. */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_DATA (1u << 20)
/* Descriptors of a case begin at 3; the channel to the executor stays at this number or above. */
#define CHANNEL_FLOOR 900
#define MODULES "/modules"

enum operation {
  OP_OPEN = 1, OP_CLOSE, OP_DUP, OP_FCNTL, OP_IOCTL, OP_READ, OP_WRITE, OP_PREAD, OP_PWRITE, OP_LSEEK, OP_FTRUNCATE,
  OP_MMAP, OP_MUNMAP, OP_MREMAP, OP_MPROTECT, OP_LOAD, OP_STORE, OP_PEEK, OP_POKE,
  OP_EVENTFD, OP_MEMFD, OP_SOCKETPAIR, OP_SEND_FD, OP_RECEIVE_FD, OP_POLL,
  OP_READ_FILE, OP_WRITE_FILE, OP_LIST, OP_READLINK, OP_STAT, OP_CHMOD, OP_SETRLIMIT,
  OP_LOAD_MODULE, OP_REMOVE_MODULE, OP_EXEC, OP_EXIT, OP_FALLOCATE, OP_UEVENTS,
  OP_SPAWN = 100, OP_KILL, OP_END_CASE, OP_KERNEL_LOG, OP_SHUT_DOWN, OP_LEAVE_WILL,
  /* Between the executor and a process only: fork for the spawn that this request carries on. */
  OP_FORK = 200,
};

struct request {
  uint32_t length, sequence, process, operation;
  uint64_t argument[6];
  uint8_t *data; /* MAX_DATA bytes and one more, so that a path can be ended */
};

struct response {
  uint32_t length, sequence, error, fault;
  int64_t value;
  int32_t stray; /* where the kernel wrote what was not its to write, see buffer.c; 0 for nowhere */
  uint8_t *data;
};

/* frame.c: all return 0, or -1 where the other side is gone or broke the protocol. */
int receive_request(int fd, struct request *request, int *passed);
int send_request(int fd, const struct request *request, int passed);
int receive_response(int fd, struct response *response);
int send_response(int fd, const struct response *response);
uint32_t get32(const uint8_t *bytes);
uint64_t get64(const uint8_t *bytes);
void put32(uint8_t *bytes, uint32_t value);
void put64(uint8_t *bytes, uint64_t value);

/* server.c: serves the harness until it goes away or says so. */
void serve_harness(int transport, const char *greeting);

/* process.c */
void run_process(int channel, const struct request *spawn) __attribute__((noreturn));
void resume_process(int channel, uint32_t sequence) __attribute__((noreturn));
int send_descriptor(int socket, int fd);
int receive_descriptor(int socket);

/* calls.c, files.c, memory.c, module.c: the call's outcome goes into the response, whose data has room for MAX_DATA. */
void make_call(int channel, const struct request *request, struct response *response);
void file_call(const char *path, const struct request *request, struct response *response);
void memory_call(const struct request *request, struct response *response);
void answer(struct response *response, int64_t value);
int prepare_for_faults(void);
int load_module(const char *name, const char *parameters);

/* buffer.c: memory for the call under way, between pages that fault. */
uint8_t *give(const void *bytes, size_t size);
uint8_t *lend(size_t size);
void keep(size_t written);
void take_pieces_back(void);
int32_t stray_write(void);

/* log.c */
void open_kernel_log(int from_now);
void read_kernel_log(struct response *response);

/* guest.c: makes an initramfs into a system, and finds the line to the harness. */
int prepare_guest(char *greeting, size_t size);
void power_off(void) __attribute__((noreturn));

/* files.c: one whole write to a file that is there. */
int64_t write_file(const char *path, const uint8_t *bytes, size_t count);

/* will.c: what is written when the executor ends. */
void keep_will(const struct request *request, struct response *response);
void carry_out_will(void);

/* guard.c: runs a program that ends no later than the harness. */
int guard(int lifeline, char **command);

#endif

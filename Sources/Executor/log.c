/* The kernel's log, record by record. */
#include "executor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_MAX 8192

static int kmsg = -1;

void open_kernel_log(int from_now) {
  kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (kmsg >= 0 && from_now) lseek(kmsg, 0, SEEK_END);
}

/* A record reads "PRIORITY,SEQUENCE,TIME,FLAGS;TEXT\n KEY=VALUE…"; the level is the priority's low three bits. */
void read_kernel_log(struct response *response) {
  if (kmsg < 0) {
    errno = ENODEV;
    answer(response, -1);
    return;
  }
  int64_t records = 0;
  while (response->length + 5 + RECORD_MAX <= MAX_DATA) {
    static char record[RECORD_MAX + 1];
    ssize_t count = read(kmsg, record, RECORD_MAX);
    /* Records that the kernel overwrote before they were read are gone; the next read goes on behind them. */
    if (count < 0 && (errno == EPIPE || errno == EINTR)) continue;
    if (count <= 0) break;
    record[count] = 0;
    char *text = strchr(record, ';');
    if (!text) continue;
    size_t length = strcspn(++text, "\n");
    uint8_t *out = response->data + response->length;
    out[0] = (uint8_t)(strtoul(record, NULL, 10) & 7);
    put32(out + 1, (uint32_t)length);
    memcpy(out + 5, text, length);
    response->length += 5 + (uint32_t)length;
    records++;
  }
  answer(response, records);
}

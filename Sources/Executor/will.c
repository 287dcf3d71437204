/* What the harness leaves to be put back, should it not do so itself: paths and contents, each ended by a NUL. */
#include "executor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *will;
static size_t will_length;

void keep_will(const struct request *request, struct response *response) {
  char *copy = malloc(request->length + 1u);
  if (!copy) {
    response->value = -1;
    response->error = ENOMEM;
    return;
  }
  memcpy(copy, request->data, request->length);
  copy[request->length] = 0;
  free(will);
  will = copy;
  will_length = request->length;
}

/* What the kernel refuses stays as it is: nobody is left to be told. */
void carry_out_will(void) {
  for (size_t at = 0; at < will_length;) {
    const char *path = will + at, *contents = path + strlen(path) + 1;
    if (contents >= will + will_length) return;
    write_file(path, (const uint8_t *)contents, strlen(contents));
    at = (size_t)(contents - will) + strlen(contents) + 1;
  }
}

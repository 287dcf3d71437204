@@ formatted
/* Formatted text; it lasts until sixteen more were made. */
static const char *formatted(const char *format, ...) {
  static char texts[16][4096];
  static unsigned count;
  char *made = texts[count++ % 16];
  va_list words;
  va_start(words, format);
  vsnprintf(made, sizeof texts[0], format, words);
  va_end(words);
  return made;
}
@@ parsed
static num parsed(const char *text) { return (num)strtoull(text, NULL, strncmp(text, "0x", 2) ? 10 : 16); }
@@ filename
static const char *filename(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}
@@ lookup
/* The number behind "key:" or "key " in a text such as /proc/self/status or /proc/vmstat. */
static num lookup(const char *text, const char *key) {
  size_t length = strlen(key);
  for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (strncmp(line, key, length) != 0 || !line[length] || !strchr(": ", line[length])) continue;
    return (num)strtoll(line + length + 1, NULL, 0);
  }
  got_text("the text", text);
  fail(key);
  return 0;
}
@@ matches
static int matches(const char *text, const char *pattern) {
  regex_t expression;
  if (regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB | REG_NEWLINE)) impossible("regular expression", pattern);
  int found = regexec(&expression, text, 0, NULL, 0) == 0;
  regfree(&expression);
  return found;
}
@@ name_count
static long long name_count(const char *names) {
  long long count = 0;
  for (; *names; count++) names += strcspn(names, "\n"), names += *names == '\n';
  return count;
}
@@ name_at
static const char *name_at(const char *names, long long index) {
  static char name[8][256];
  static unsigned count;
  for (; index > 0 && *names; index--) names += strcspn(names, "\n"), names += *names == '\n';
  if (!*names) fail("there are more names");
  char *found = name[count++ % 8];
  snprintf(found, sizeof name[0], "%.*s", (int)strcspn(names, "\n"), names);
  return found;
}
@@ has_name
static int has_name(const char *names, const char *name) {
  size_t length = strlen(name);
  for (; *names; names += strcspn(names, "\n"), names += *names == '\n')
    if (strcspn(names, "\n") == length && strncmp(names, name, length) == 0) return 1;
  return 0;
}
@@ le
/* The little-endian number in bytes. */
static num le(const void *bytes, long long count, long long offset, long long width) {
  num value = 0;
  if (offset < 0 || width < 0 || offset + width > count) fail("enough bytes come back");
  for (long long i = width; i-- > 0;) value = value << 8 | ((const unsigned char *)bytes)[offset + i];
  return value;
}
@@ put
static void put(void *bytes, int width, num value) {
  for (int i = 0; i < width; i++) ((unsigned char *)bytes)[i] = (unsigned char)(value >> (8 * i));
}
@@ as_bytes
/* A number as so many bytes. */
static const void *as_bytes(num value, int width) {
  static unsigned char bytes[4][16];
  static unsigned count;
  unsigned char *made = bytes[count++ % 4];
  put(made, width, value);
  return made;
}
@@ fresh_bytes
/* Room for so many bytes; it lasts until eight more were made. */
static unsigned char *fresh_bytes(long long count) {
  static unsigned char texts[8][1 << 16];
  static unsigned made;
  if (count < 0 || count > (long long)sizeof texts[0]) fail("so many bytes");
  return texts[made++ % 8];
}
@@ with_number
/* Bytes with a number in them. */
static const void *with_number(const void *bytes, long long count, long long offset, int width, num value) {
  unsigned char *text = fresh_bytes(count);
  if (offset < 0 || offset + width > count) fail("so many bytes");
  memcpy(text, bytes, (size_t)count);
  put(text + offset, width, value);
  return text;
}
@@ joined
/* Bytes behind one another. */
static const void *joined(const void *a, long long length, const void *b, long long other) {
  unsigned char *text = fresh_bytes(length + other);
  memcpy(text, a, (size_t)length);
  memcpy(text + length, b, (size_t)other);
  return text;
}
@@ sum
static num sum(const void *bytes, long long count) {
  num total = 0;
  for (long long i = 0; i < count; i++) total += ((const unsigned char *)bytes)[i];
  return total;
}
@@ all_are
static int all_are(const void *bytes, long long count, num value) {
  for (long long i = 0; i < count; i++)
    if (((const unsigned char *)bytes)[i] != value) return 0;
  return 1;
}
@@ swap
static num swap(num value, int width) {
  num swapped = 0;
  for (int i = 0; i < width; i++) swapped = swapped << 8 | ((value >> (8 * i)) & 0xff);
  return swapped;
}
@@ least
static num least(num a, num b) { return a < b ? a : b; }
@@ greatest
static num greatest(num a, num b) { return a > b ? a : b; }
@@ same_bytes
static int same_bytes(const void *a, long long length, const void *b, long long other) {
  return length == other && memcmp(a, b, (size_t)length) == 0;
}
@@ repeated
static const void *repeated(long long count, int value) {
  static unsigned char bytes[1 << 20];
  if (count < 0 || count > (long long)sizeof bytes) fail("so many bytes");
  return memset(bytes, value, (size_t)count);
}
@@ find_capability
/* The capability in the chain behind an info structure; NULL where there is none. */
static void *find_capability(void *info, size_t room, size_t offset, unsigned id) {
  for (int count = 0; count < 64 && offset && offset + sizeof(struct vfio_info_cap_header) <= room; count++) {
    struct vfio_info_cap_header *header = (void *)((char *)info + offset);
    if (header->id == id) return header;
    offset = header->next;
  }
  return NULL;
}
@@ need_capability
static void *need_capability(void *info, size_t room, size_t offset, unsigned id, const char *name) {
  void *found = find_capability(info, room, offset, id);
  if (!found) got_text("a capability that is missing", name), fail("the capability comes back");
  return found;
}

// An outline of a JavaScript text: its functions and classes, as JSON. Freestanding: no library, no imports.
//
//   alloc(size) -> pointer, dealloc(pointer, size)
//   parse(pointer, length) -> pointer << 32 | length of the JSON, which stays valid until the next call

typedef unsigned char byte;
typedef unsigned long size_t;
typedef unsigned long long pair;

#define EXPORT(name) __attribute__((export_name(#name))) name

extern byte __heap_base;

enum { PAGE = 65536, LONGEST_NAME = 256, DEEPEST = 64 };

// ---- memory: a pointer that moves up, and back to its beginning when everything has been given back

static byte *top = &__heap_base;
static int in_use = 0;

void *EXPORT(alloc)(size_t size) {
  byte *start = top;
  byte *end = start + ((size + 15) & ~15ul);
  size_t there = __builtin_wasm_memory_size(0) * PAGE;
  if (end < start) return 0;
  if ((size_t)end > there) {
    size_t pages = ((size_t)end - there + PAGE - 1) / PAGE;
    if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) return 0;
  }
  top = end;
  in_use++;
  return start;
}

void EXPORT(dealloc)(void *pointer, size_t size) {
  (void)pointer;
  (void)size;
  if (--in_use == 0) top = &__heap_base;
}

// ---- output: behind what is in use, as long as it needs to be

static byte *output;
static size_t written;

static void put(const char *text) {
  for (; *text; text++) {
    byte *end = output + written;
    if ((size_t)end >= __builtin_wasm_memory_size(0) * PAGE && __builtin_wasm_memory_grow(0, 1) == (size_t)-1) __builtin_trap();
    *end = (byte)*text;
    written++;
  }
}

static void put_number(unsigned number) {
  char digits[12];
  int at = sizeof digits;
  digits[--at] = 0;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  put(digits + at);
}

// ---- input

typedef struct {
  const byte *at, *end;
  unsigned line;
  int depth;
  // Whether a slash would begin a regular expression here, rather than divide.
  int before_value;
  // Whether a word here would be the name of a property.
  int after_dot;
  // The depths at which `${` of templates began.
  int templates[DEEPEST];
  int open_templates;
} Reader;

static int is_word(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c > 127;
}

static int next(Reader *reader) {
  if (reader->at == reader->end) return -1;
  int c = *reader->at++;
  if (c == '\n') reader->line++;
  return c;
}

static int peek(const Reader *reader) { return reader->at == reader->end ? -1 : *reader->at; }

/** Skips a string or a regular expression up to its end. */
static void skip_until(Reader *reader, int quote) {
  int in_class = 0;
  for (int c; (c = next(reader)) != -1 && (c != quote || in_class);) {
    if (c == '\\') next(reader);
    else if (quote == '/' && c == '[') in_class = 1;
    else if (quote == '/' && c == ']') in_class = 0;
    else if (c == '\n' && quote == '/') return;
  }
}

/** Skips a template up to its end, or to a `${`. */
static void skip_template(Reader *reader) {
  for (int c; (c = next(reader)) != -1 && c != '`';) {
    if (c == '\\') next(reader);
    else if (c == '$' && peek(reader) == '{' && reader->open_templates < DEEPEST) {
      next(reader);
      reader->templates[reader->open_templates++] = reader->depth++;
      return;
    }
  }
}

static void skip_space(Reader *reader) {
  for (;;) {
    int c = peek(reader);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') next(reader);
    else if (c == '/' && reader->at + 1 < reader->end && reader->at[1] == '/') {
      while (peek(reader) != -1 && peek(reader) != '\n') next(reader);
    } else if (c == '/' && reader->at + 1 < reader->end && reader->at[1] == '*') {
      next(reader);
      next(reader);
      for (int d; (d = next(reader)) != -1 && !(d == '*' && peek(reader) == '/'););
      next(reader);
    } else return;
  }
}

/** Reads a word into a buffer of LONGEST_NAME bytes; what does not fit is left out. */
static void read_word(Reader *reader, char *word) {
  int length = 0;
  while (is_word(peek(reader))) {
    int c = next(reader);
    if (length < LONGEST_NAME - 1) word[length++] = (char)c;
  }
  word[length] = 0;
}

static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

static void entry(const char *kind, const char *name, unsigned line, int depth) {
  put(written > 1 ? ",{\"kind\":\"" : "{\"kind\":\"");
  put(kind);
  put("\",\"name\":\"");
  put(name);
  put("\",\"line\":");
  put_number(line);
  put(",\"depth\":");
  put_number((unsigned)depth);
  put("}");
}

/** After `function` or `class`: its name, if it has one. */
static void declaration(Reader *reader, const char *kind, unsigned line) {
  char name[LONGEST_NAME];
  skip_space(reader);
  if (peek(reader) == '*') next(reader);
  skip_space(reader);
  read_word(reader, name);
  if (!same(name, "extends")) entry(kind, name, line, reader->depth);
}

static void word(Reader *reader) {
  static const char *const BEFORE_VALUES[] = {"return", "typeof", "case", "in", "of", "void", "delete", "throw", "do", "else"};
  char text[LONGEST_NAME];
  unsigned line = reader->line;
  read_word(reader, text);
  reader->before_value = 0;
  for (size_t i = 0; i < sizeof BEFORE_VALUES / sizeof *BEFORE_VALUES; i++) {
    if (same(text, BEFORE_VALUES[i])) reader->before_value = 1;
  }
  int is_property = reader->after_dot;
  reader->after_dot = 0;
  if (is_property || (!same(text, "function") && !same(text, "class"))) return;
  skip_space(reader);
  if (peek(reader) != ':') declaration(reader, text, line);
}

static void punctuation(Reader *reader) {
  int c = next(reader);
  int value_ends = c == ')' || c == ']' || c == '}' || c == '"' || c == '\'' || c == '`';
  if (c == '"' || c == '\'') skip_until(reader, c);
  else if (c == '`') skip_template(reader);
  else if (c == '/' && reader->before_value) {
    skip_until(reader, c);
    value_ends = 1;
  } else if (c == '{') reader->depth++;
  else if (c == '}') {
    reader->depth--;
    int open = reader->open_templates;
    if (open > 0 && reader->templates[open - 1] == reader->depth) {
      reader->open_templates--;
      skip_template(reader);
    }
  }
  reader->before_value = !value_ends;
  reader->after_dot = c == '.';
}

pair EXPORT(parse)(const byte *text, size_t length) {
  Reader reader = {.at = text, .end = text + length, .line = 1, .before_value = 1};
  output = top;
  written = 0;
  put("[");
  for (;;) {
    skip_space(&reader);
    int c = peek(&reader);
    if (c == -1) break;
    if (is_word(c)) word(&reader);
    else punctuation(&reader);
  }
  put("]");
  return (pair)(size_t)output << 32 | written;
}

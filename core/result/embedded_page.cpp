// The assembler puts the files into the program as they are: as an array in C++, a megabyte would
// take a compiler half a minute.
#include "core/result/embedded_page.hpp"

// NOLINTBEGIN: symbols of the assembler, known by where they begin and end.
#define EVENTSTORE_EMBED(name, file)                                                              \
  asm(".pushsection .rodata\n"                                                                    \
      ".global eventstore_page_" #name                                                            \
      "_begin\n"                                                                                  \
      "eventstore_page_" #name                                                                    \
      "_begin:\n"                                                                                 \
      ".incbin \"" file                                                                           \
      "\"\n"                                                                                      \
      ".global eventstore_page_" #name                                                            \
      "_end\n"                                                                                    \
      "eventstore_page_" #name                                                                    \
      "_end:\n"                                                                                   \
      ".byte 0\n"                                                                                 \
      ".popsection\n");                                                                           \
  extern "C" const char eventstore_page_##name##_begin[];                                         \
  extern "C" const char eventstore_page_##name##_end[];                                           \
  static std::string_view name() {                                                                \
    return {                                                                                      \
        eventstore_page_##name##_begin,                                                           \
        static_cast<std::size_t>(eventstore_page_##name##_end - eventstore_page_##name##_begin)}; \
  }

EVENTSTORE_EMBED(style, EVENTSTORE_WEB_SOURCES "/page.css")
EVENTSTORE_EMBED(script, EVENTSTORE_WEB_SOURCES "/page.js")
EVENTSTORE_EMBED(drawing_style, EVENTSTORE_WEB_BUNDLE "/style.css")
EVENTSTORE_EMBED(drawing_script, EVENTSTORE_WEB_BUNDLE "/script.js")
EVENTSTORE_EMBED(licences, EVENTSTORE_WEB_BUNDLE "/licences.txt")
// NOLINTEND

namespace eventstore::result {

EmbeddedPage embedded_page() {
  return {.style = style(),
          .script = script(),
          .drawing_style = drawing_style(),
          .drawing_script = drawing_script(),
          .licences = licences()};
}

}  // namespace eventstore::result

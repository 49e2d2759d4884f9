# Run by EmbedFiles.cmake at build time: writes one C++ table of {path, text}.

set(rows "")
foreach(file IN LISTS FILES)
  file(RELATIVE_PATH path ${DIRECTORY} ${file})
  file(READ ${file} text)
  string(APPEND rows "    {\"${path}\", R\"__embedded__(${text})__embedded__\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"// Generated from ${DIRECTORY}; edit the files there.
#include \"core/catalogue/embedded_files.hpp\"

namespace eventstore::catalogue {

static constexpr EmbeddedFile rows[] = {
${rows}};

std::span<const EmbeddedFile> ${SYMBOL}() { return rows; }

}  // namespace eventstore::catalogue
")

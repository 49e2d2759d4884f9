# eventstore_embed_files(<target> DIRECTORY <dir> SYMBOL <name> PATTERNS <glob>...)
#
# Compiles the files below <dir> that match into <target> as one table of {path, text}, so that the
# programs carry their SQL with them.  Editing, adding or removing a file rebuilds the table.

function(eventstore_embed_files target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIRECTORY;SYMBOL" "PATTERNS")
  list(TRANSFORM arg_PATTERNS PREPEND ${arg_DIRECTORY}/ OUTPUT_VARIABLE globs)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${globs})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/WriteEmbeddedFiles.cmake)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${source} -D DIRECTORY=${arg_DIRECTORY}
            -D SYMBOL=${arg_SYMBOL} "-DFILES=${files}" -P ${script}
    DEPENDS ${files} ${script}
    COMMENT "Embedding ${arg_DIRECTORY}"
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()

# Run by BuildInfo.cmake at build time: fills in core/tool/build_info.cpp.in.  Where the sources are
# without their history (docker/harness.Dockerfile), EVENTSTORE_COMMIT says the commit.

execute_process(COMMAND git describe --always --dirty --abbrev=12 --exclude=*
  WORKING_DIRECTORY ${SOURCE_DIR}
  OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT COMMIT)
  set(COMMIT "$ENV{EVENTSTORE_COMMIT}")
endif()
if(NOT COMMIT)
  set(COMMIT unknown)
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)

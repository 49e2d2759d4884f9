# eventstore::build: the warnings and sanitizers of our own code; dependencies never link it.

set(EVENTSTORE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them (see the presets)")
option(EVENTSTORE_FUZZ "Build the fuzz targets for libFuzzer, and no other tests" OFF)
option(EVENTSTORE_WARNINGS_ARE_ERRORS "Stop at the first warning" ON)

add_library(eventstore_build INTERFACE)
add_library(eventstore::build ALIAS eventstore_build)
target_compile_options(eventstore_build INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
  -Wno-missing-field-initializers  # Designated initializers name what differs from the default.
  $<$<BOOL:${EVENTSTORE_WARNINGS_ARE_ERRORS}>:-Werror>)

# g++ 12 sees overlapping copies in std::string where there are none (its bug 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(eventstore_build INTERFACE -Wno-restrict)
endif()

# clang complains of std::get_temporary_buffer within the std::stable_sort of g++ 12's library.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(eventstore_build INTERFACE -Wno-deprecated-declarations)
endif()

if(EVENTSTORE_SANITIZE)
  # With sanitizers g++ sees uninitialised values within <regex> that are none.
  target_compile_options(eventstore_build INTERFACE
    -fsanitize=${EVENTSTORE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(eventstore_build INTERFACE -fsanitize=${EVENTSTORE_SANITIZE})
endif()

find_program(EVENTSTORE_CCACHE ccache)
if(EVENTSTORE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${EVENTSTORE_CCACHE})
endif()

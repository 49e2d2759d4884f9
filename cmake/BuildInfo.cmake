# Writes build_info.cpp with the version, the commit and the build type.  The commit is looked up at
# every build, and the file is touched only when it changed.

add_custom_target(eventstore_build_info ALL
  COMMAND ${CMAKE_COMMAND}
    -D SOURCE_DIR=${PROJECT_SOURCE_DIR}
    -D TEMPLATE=${PROJECT_SOURCE_DIR}/core/tool/build_info.cpp.in
    -D OUTPUT=${PROJECT_BINARY_DIR}/generated/build_info.cpp
    -D VERSION=${PROJECT_VERSION}
    -D BUILD_TYPE=${CMAKE_BUILD_TYPE}
    "-D COMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
    -P ${PROJECT_SOURCE_DIR}/cmake/WriteBuildInfo.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/build_info.cpp
  COMMENT "Looking up the commit"
  VERBATIM)

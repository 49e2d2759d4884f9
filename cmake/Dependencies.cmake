# Everything the project is built on, from the system's packages; `scripts/install` puts them there.
# Versions are minima: the older of Debian 12 (with backports), Debian 13 and Ubuntu 24.04.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt 9.1 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(benchmark 1.7.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq>=14)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash>=0.8)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# libpqxx built by scripts/build-libpqxx ships a CMake config; Debian 13's package only pkg-config.
find_package(libpqxx 7.10 QUIET CONFIG)
if(libpqxx_FOUND)
  add_library(eventstore_pqxx ALIAS libpqxx::pqxx)
else()
  pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx>=7.10)
  add_library(eventstore_pqxx ALIAS PkgConfig::pqxx)
endif()

if(BUILD_TESTING)
  find_package(Catch2 3.3 REQUIRED)
endif()

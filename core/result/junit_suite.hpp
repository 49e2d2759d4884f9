// What a JUnit report is made of.
#pragma once

#include <string>
#include <vector>

namespace eventstore::result {

struct JunitCase {
  std::string name;
  double seconds = 0.0;
  std::string failure;  ///< One line; empty: none.
  std::string type;     ///< Of the failure.
  std::string skipped;  ///< Why; empty: it was not.
  std::string text;     ///< What belongs to the failure, or is to be known otherwise.
  std::string file;     ///< Where what is not met stands.
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

}  // namespace eventstore::result

// The ways a tool stops early.  All carry one sentence that names the thing and the way out.
#pragma once

#include <stdexcept>
#include <string>

namespace eventstore {

/// The user asked for something that makes no sense or cannot work here: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The job could not be done: exit code 1.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The data are not what they are said to be: exit code 6.
class DamagedData : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user pressed Ctrl-C, or the process was asked to end; exit code 1 after cleaning up.
class Interrupted : public Failure {
 public:
  Interrupted() : Failure("interrupted") {}
};

}  // namespace eventstore

// A transaction of a session that is rolled back unless all went well.
#pragma once

#include "core/pg/session.hpp"

namespace eventstore::seed {

class Transaction {
 public:
  /// A snapshot for all of it: what somebody else creates meanwhile is not taken for ours.
  explicit Transaction(pg::Session& session) : session_(session) {
    session_.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  }
  ~Transaction() {
    if (done_) return;
    try {
      session_.run("ROLLBACK");
    } catch (const std::exception&) {
      // The connection is gone, and with it the transaction.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    session_.run("COMMIT");
    done_ = true;
  }

 private:
  pg::Session& session_;
  bool done_ = false;
};

}  // namespace eventstore::seed

// Who holds back the processors of a run: transactions that others keep open on the server.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/load/run_state.hpp"
#include "core/pg/holders.hpp"
#include "core/pg/session.hpp"

namespace eventstore::load {

/// What one look saw.
struct HeldBack {
  std::string text;  ///< pg::holders_text; empty: nobody holds readers back.
  std::string key;   ///< Equal for the same holders, however old.
  /// Below it, all transactions have ended for a snapshot that is taken later; 0: not known.
  std::int64_t horizon = 0;
};

/// Looks each second, from a thread and over a session of its own.  Whom readers wait for is what
/// the store's strategy says: transactions of the whole server behind the snapshot barrier, writers
/// to its table where gaps are closed by proof, else nobody.  Transactions younger than a second
/// are left out.  A server that cannot be asked has no holders: the run itself will say what is
/// wrong there.
class ReaderHolders {
 public:
  /// `run` must outlive it.
  explicit ReaderHolders(const RunState& run);
  ~ReaderHolders();
  ReaderHolders(const ReaderHolders&) = delete;
  ReaderHolders& operator=(const ReaderHolders&) = delete;

  /// Sessions of `own`, which is asked at each look, are left out.
  void start(std::function<std::vector<int>()> own);
  /// From now on ten looks a second.
  void hurry();
  void stop();

  [[nodiscard]] HeldBack last() const;

  /// After `stop`.  A look that leaves nobody out, for a store that may hold back more than its
  /// profile says: transactions of the whole server, but for gap-aware readers.
  [[nodiscard]] HeldBack look_at_all();

 private:
  void watch();
  [[nodiscard]] HeldBack look(catalogue::Visibility visibility, const std::vector<int>* own);
  [[nodiscard]] pg::Session& session();

  const RunState& run_;
  std::function<std::vector<int>()> own_;
  std::unique_ptr<pg::Session> session_;  ///< The thread's, as long as there is one.
  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  HeldBack last_;
  bool is_in_hurry_ = false;
  bool ends_ = false;
  std::thread thread_;
};

/// The first transaction id that nobody has yet; 0: the server cannot be asked.
[[nodiscard]] std::int64_t next_transaction_id(const RunState& run);

}  // namespace eventstore::load

// The rows of the catalogs that show what a transaction changed of what it did not make.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"

namespace eventstore::seed {

/// What a transaction with one snapshot found in the catalogs at its beginning.
class CatalogRows {
 public:
  /// `ours`: what may be changed, together with its parts.
  CatalogRows(pg::Session& session, const std::vector<dataset::MadeObject>& ours);

  /// What the transaction has done since to what is not ours, or with effects beyond what it made:
  /// "create event trigger e, which reaches beyond the store".  Nothing: nothing.  What other
  /// sessions do is not seen.
  [[nodiscard]] std::optional<std::string> first_change(pg::Session& session) const;

 private:
  using Object = std::pair<std::int64_t, std::int64_t>;  ///< Catalog and oid.
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;
  struct Row {
    Object about;
    std::string text;     ///< "function public.f".
    std::string version;  ///< Another one for another content.
    bool is_written;      ///< By this transaction.
    bool reaches_beyond;  ///< A new one has effects beyond what is made with it.
  };

  static std::map<Key, Row> read(pg::Session& session);
  [[nodiscard]] std::string change_of(const Key& key, const Row& row) const;

  std::map<Key, Row> others_;
};

}  // namespace eventstore::seed

// Which objects of a database are the store's own, while --apply makes and drops some.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/dataset/made_objects.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/store_objects.hpp"
#include "core/pg/session.hpp"
#include "generator/strangers.hpp"

namespace eventstore::seed {

/// To be made in a transaction before anything is done in it.
class OurObjects {
 public:
  OurObjects(pg::Session& session, const dataset::Manifest& manifest);

  /// Why the object of that name is not the one that the store's scripts made: "belongs to role x";
  /// nothing when it is the one.  `found`: all of the database.
  [[nodiscard]] std::optional<std::string> change_of(
      const dataset::StoreObject& object, const std::vector<dataset::StoreObject>& found) const;

  /// Throws UsageError when the transaction has written to what somebody else made, or has altered
  /// it.  `path`: the script that does so.
  void require_untouched(const std::string& path) const;

  /// Notes what the script has made, and what is gone.
  void account_for(const std::string& path);

  [[nodiscard]] const std::vector<dataset::MadeObject>& made() const { return made_; }

 private:
  pg::Session& session_;
  std::vector<dataset::StoreObject> objects_;  ///< As the manifest lists them.
  std::vector<dataset::MadeObject> made_;
  std::vector<dataset::FoundObject> there_;
  Strangers strangers_;
};

}  // namespace eventstore::seed

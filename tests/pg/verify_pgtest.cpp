// seed-events --verify: every damage is found, and named by the check that is there for it.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "generator/read_back.hpp"
#include "generator/seed_target.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Damage {
  std::string sql;
  std::string named;  ///< What --verify says of it.
};

using Tables = std::vector<std::string>;
const Tables reference_tables{"domain_events", "aggregate_snapshots", "tenants"};
const Tables eaf_tables{"domain_events", "aggregate_snapshots"};

/// A data set that is damaged again and again.
class Patient {
 public:
  Patient(std::string store, std::string events, Tables tables)
      : store_(std::move(store)), tables_(std::move(tables)), session_(scratch_.database()) {
    REQUIRE(run({"--events", std::move(events), "--tenants", "5", "--quiet"}).exit_code == 0);
    manifest_ = dataset::read_manifest(session_).value();
    for (const auto& table : tables_) {
      session_.run("CREATE TABLE kept_" + table + " AS TABLE " + table);
    }
  }

  [[nodiscard]] ProgramResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(),
                     {"--store", store_, "--database", scratch_.connection_string()});
    return run_program("seed-events", arguments);
  }

  void change(const std::string& sql) { session_.run(sql); }

  void heal() {
    session_.run("BEGIN");
    for (const auto& table : tables_) {
      session_.run("TRUNCATE " + table);
      session_.run("INSERT INTO " + table + " TABLE kept_" + table);
    }
    session_.run("COMMIT");
    dataset::write_manifest(session_, manifest_);
  }

  /// Makes the manifest say the fingerprint of the data as they are, and their number of snapshots:
  /// what is still found is found without it.
  void forge_fingerprint() {
    seed::SeedTarget target = seed::open_target(
        {.database = scratch_.connection_string(), .store = store_}, seed::Absent::refuse);
    const seed::StoreLayout layout = seed::read_layout(target.session, target.catalogue);
    Progress progress{Verbosity::quiet};
    const seed::ReadBack data =
        seed::read_back(target.session, target.database, layout, manifest_, 1, progress);
    dataset::Manifest forged = manifest_;
    forged.fingerprint = to_text(data.totals.fingerprint);
    forged.snapshots = data.totals.snapshots;
    dataset::write_manifest(session_, forged);
  }

 private:
  std::string store_;
  Tables tables_;
  EmptiedDatabase scratch_;
  pg::Session session_;
  dataset::Manifest manifest_;
};

void check_named(const ProgramResult& verified, const Damage& damage) {
  CAPTURE(damage.sql);
  CHECK(verified.exit_code == 6);
  CHECK_THAT(verified.err, ContainsSubstring("damaged") && ContainsSubstring(damage.named));
}

/// Each by itself, with the fingerprint of the damaged data in the manifest.
void check_found_without_fingerprint(Patient& patient, const std::vector<Damage>& damages) {
  REQUIRE(patient.run({"--verify"}).exit_code == 0);
  for (const Damage& damage : damages) {
    CAPTURE(damage.sql);
    patient.change(damage.sql);
    patient.forge_fingerprint();
    check_named(patient.run({"--verify", "--connections", "3"}), damage);
    patient.heal();
  }
  CHECK(patient.run({"--verify"}).exit_code == 0);
}

const std::vector<Damage> reference_damages{
    {"UPDATE domain_events SET payload = replace(payload::text, 'a', 'b')::json WHERE "
     "global_position = 471",
     "the event at position 471"},
    {"UPDATE domain_events SET metadata = '{}' WHERE global_position = 12",
     "the event at position 12 "},
    {"DELETE FROM domain_events WHERE global_position = 815", "no event stands at position 815"},
    {"DELETE FROM domain_events WHERE global_position = 3000", "no event stands at position 3000"},
    {"INSERT INTO domain_events (global_position, sequence_number, tenant_key, event_id, "
     "aggregate_id, aggregate_type, event_type, metadata, payload) VALUES (3001, 1, 1, "
     "gen_random_uuid(), gen_random_uuid(), 'Order', 'OrderPlaced', '{}', '{}')",
     "3001"},
    {"UPDATE domain_events SET transaction_id = '900' WHERE global_position = 77",
     "its transaction_id is 900"},
    {"UPDATE domain_events SET timestamp_utc = '2020-01-01Z' WHERE global_position = 500",
     "the event at position 500 is older"},
    {"UPDATE domain_events SET tenant_key = 3 WHERE global_position = (SELECT "
     "min(global_position) FROM domain_events WHERE tenant_key = 1)",
     "tenant-0001 has"},
    {"UPDATE domain_events SET sequence_number = 5000 WHERE global_position = 3000",
     "sequence numbers are not 1 to"},
    {"DELETE FROM aggregate_snapshots WHERE ctid = (SELECT min(ctid) FROM aggregate_snapshots)",
     "snapshots, not"},
    {"UPDATE aggregate_snapshots SET sequence_number = 5000 WHERE ctid = (SELECT min(ctid) FROM "
     "aggregate_snapshots)",
     "holds 5000 events"},
    {"UPDATE aggregate_snapshots SET payload = '{}' WHERE ctid = (SELECT min(ctid) FROM "
     "aggregate_snapshots)",
     "has no type in its state"},
    {"UPDATE tenants SET tenant_id = 'someone' WHERE tenant_key = 2",
     "table tenants has no tenant_id tenant-0002"},
    {"DROP TABLE aggregate_snapshots", "table public.aggregate_snapshots is gone"}};

/// Changes the metadata of the first event from position 700 on of which `where` is true, by adding
/// `causation_id` or `correlation_id` with the id that `other` selects; `e` is the event.
std::string change_chain(const std::string& key, const std::string& where,
                         const std::string& other) {
  return "UPDATE domain_events SET metadata = (metadata::jsonb || jsonb_build_object('" + key +
         "', (" + other +
         ")))::json WHERE global_position = (SELECT min(global_position) FROM domain_events WHERE "
         "global_position >= 700 AND " +
         where + ")";
}

/// The id of the first other event for which `where` holds.
std::string other_event(const std::string& where, const std::string& order = "") {
  return "SELECT o.event_id FROM domain_events AS o WHERE " + where +
         " ORDER BY o.global_position " + order + " LIMIT 1";
}

const std::string is_root = "metadata->>'causation_id' = event_id::text";
const std::string is_caused = "metadata->>'causation_id' <> event_id::text";
const std::string is_earlier_of_tenant =
    "o.global_position < domain_events.global_position AND o.tenant_key = domain_events.tenant_key";

const std::vector<Damage> reference_chains{
    {"UPDATE domain_events SET metadata = (metadata::jsonb - 'causation_id')::json WHERE "
     "global_position = 700",
     "the event at position 700 of aggregate "},
    {"UPDATE domain_events SET metadata = (metadata::jsonb - 'correlation_id')::json WHERE "
     "global_position = 700",
     "its metadata have no correlation_id"},
    {"UPDATE domain_events SET metadata = '[]' WHERE global_position = 700",
     "its metadata are no JSON object"},
    {change_chain("causation_id", "true", "SELECT 'nobody'"), "is not a UUID"},
    {change_chain("causation_id", "true", "SELECT gen_random_uuid()"),
     "its causation_id is that of no event"},
    {change_chain("causation_id", is_caused,
                  other_event("o.global_position > domain_events.global_position AND o.tenant_key "
                              "= domain_events.tenant_key")),
     "which is later"},
    {change_chain("causation_id", is_root,
                  other_event("o.global_position < domain_events.global_position AND o.tenant_key "
                              "<> domain_events.tenant_key")),
     "which is another tenant's"},
    {change_chain("correlation_id", is_caused, other_event(is_earlier_of_tenant)),
     "whose correlation_id differs"},
    {change_chain("correlation_id", is_root, other_event(is_earlier_of_tenant, "DESC")),
     "it is its own cause, but its correlation_id is not its event_id"},
    {change_chain("causation_id", is_caused, "SELECT event_id"),
     "it is its own cause, but its correlation_id is not its event_id"},
};

/// Of an Order in which events 2 and 3 are modifications, the event with this number.
std::string open_order(int sequence_number) {
  return " WHERE sequence_number = " + std::to_string(sequence_number) +
         " AND aggregate_id = (SELECT aggregate_id FROM domain_events WHERE aggregate_type = "
         "'Order' GROUP BY aggregate_id HAVING count(*) > 5 AND bool_and(event_type <> "
         "'OrderPutOnHold' OR sequence_number > 3) ORDER BY 1 LIMIT 1)";
}

const std::vector<Damage> reference_paths{
    {"DO $$ DECLARE victim uuid; BEGIN SELECT aggregate_id INTO victim FROM domain_events" +
         open_order(1) +
         "; UPDATE domain_events SET sequence_number = 1000000 WHERE aggregate_id = victim AND "
         "sequence_number = 2; UPDATE domain_events SET sequence_number = 2 WHERE aggregate_id = "
         "victim AND sequence_number = 3; UPDATE domain_events SET sequence_number = 3 WHERE "
         "aggregate_id = victim AND sequence_number = 1000000; END $$",
     "where 2 comes next"},
    {"UPDATE domain_events SET event_type = 'OrderCancelled'" + open_order(2),
     "when it is abandoned"},
    {"UPDATE domain_events SET event_type = 'OrderReleased'" + open_order(2),
     "is OrderReleased, which cannot happen to Order"},
    {"UPDATE domain_events SET event_type = 'OrderShipped'" + open_order(2), "when it is open"},
    {"UPDATE domain_events SET event_type = 'OrderPlaced'" + open_order(2), "when it is open"},
    {"UPDATE domain_events SET event_type = 'OrderPutOnHold'" + open_order(2), "when it is paused"},
    {"UPDATE domain_events SET event_type = 'OrderNoteAdded'" + open_order(1),
     "which is not how Order"},
    {"UPDATE domain_events SET event_type = 'OrderLost'" + open_order(3),
     "OrderLost is no event type of Order"},
    {"UPDATE domain_events SET aggregate_type = 'User'" + open_order(3),
     "is no event type of User"},
    {"UPDATE domain_events SET aggregate_type = 'Thing'" + open_order(3),
     "there is no aggregate type Thing"},
    {"UPDATE domain_events SET timestamp_utc = 'infinity' WHERE global_position = 500",
     "its timestamp_utc is infinite"},
    {"UPDATE domain_events SET tenant_key = 6 WHERE global_position = 500",
     "the event at position 500 of aggregate "},
    {"UPDATE domain_events SET tenant_key = 3 - tenant_key WHERE sequence_number = 2 AND "
     "global_position IN ((SELECT min(global_position) FROM domain_events WHERE tenant_key = 1 "
     "AND sequence_number = 2), (SELECT min(global_position) FROM domain_events WHERE tenant_key "
     "= 2 AND sequence_number = 2))",
     "has events of different tenants or types"},
    {"WITH tallies AS (SELECT tenant_key, aggregate_id, count(*) AS events FROM domain_events "
     "GROUP BY 1, 2), large AS (SELECT aggregate_id FROM tallies WHERE tenant_key = 1 AND events = "
     "2 LIMIT 1), small AS (SELECT aggregate_id FROM tallies WHERE tenant_key = 2 AND events = 1 "
     "LIMIT 2) UPDATE domain_events SET tenant_key = 3 - tenant_key WHERE aggregate_id IN (TABLE "
     "large UNION TABLE small)",
     "tenant-0001 has"},
};

const std::string first_snapshot = " WHERE ctid = (SELECT min(ctid) FROM aggregate_snapshots)";

std::string change_state(const std::string& path, const std::string& value) {
  return "UPDATE aggregate_snapshots SET payload = jsonb_set(payload::jsonb, " + path + ", '" +
         value + "')::json" + first_snapshot;
}

const std::vector<Damage> reference_snapshots{
    {"DELETE FROM aggregate_snapshots" + first_snapshot, "has no snapshot, not one of version"},
    {"UPDATE aggregate_snapshots SET tenant_key = tenant_key % 5 + 1" + first_snapshot,
     "is of another tenant than its events"},
    {"UPDATE aggregate_snapshots SET timestamp_utc = timestamp_utc + interval '1 ms'" +
         first_snapshot,
     "is not of the time of event"},
    {"UPDATE aggregate_snapshots SET sequence_number = sequence_number - 1" + first_snapshot,
     "in its state, not"},
    {"UPDATE aggregate_snapshots SET sequence_number = sequence_number - 1, payload = "
     "jsonb_set(payload::jsonb, '{version}', to_jsonb(sequence_number - 1))::json" +
         first_snapshot,
     "is not of the time of event"},
    {"UPDATE aggregate_snapshots SET aggregate_type = 'Thing'" + first_snapshot,
     "is of type Thing, which there is not"},
    {"UPDATE aggregate_snapshots SET aggregate_id = gen_random_uuid()" + first_snapshot,
     "of which there are 0"},
    {change_state("'{type}'", "\"Thing\""), "in its state, not"},
    {change_state("'{latest}'", "{\"a\": 1}"), "has another latest payload than event"},
    {change_state("'{status}'", "\"lost\""), "says 'lost' of an aggregate that is"},
    {change_state("ARRAY['event_counts', (SELECT min(key) FROM jsonb_each(payload::jsonb -> "
                  "'event_counts'))]",
                  "0"),
     "counts 0 events of type"},
    {change_state("'{event_counts,Nothing}'", "1"), "counts events of type Nothing"},
    {"UPDATE domain_events SET payload = (SELECT e.payload FROM domain_events AS e WHERE "
     "octet_length(e.payload::text) = octet_length(domain_events.payload::text) AND "
     "e.global_position <> domain_events.global_position ORDER BY e.payload::text <> "
     "domain_events.payload::text DESC LIMIT 1) WHERE (aggregate_id, sequence_number) = (SELECT "
     "aggregate_id, sequence_number FROM aggregate_snapshots ORDER BY octet_length(payload::text) "
     "LIMIT 1)",
     "has another latest payload than event"},
};

const std::vector<Damage> reference_shares{
    {"UPDATE domain_events SET payload = ('{\"text\": \"' || repeat('x', 6000) || '\"}')::json "
     "WHERE global_position = (SELECT min(global_position) FROM domain_events WHERE "
     "octet_length(payload::text) < 500)",
     "payloads are small, not"},
    {"UPDATE domain_events SET payload = (payload::jsonb || '{\"a\": 1}')::json WHERE "
     "global_position = (SELECT min(global_position) FROM domain_events WHERE "
     "octet_length(payload::text) < 400)",
     "the small payloads have"},
    {"UPDATE domain_events SET metadata = (metadata::jsonb || '{\"more\": 1}')::json WHERE "
     "global_position = 900",
     "metadata have"},
};

/// Of eaf-v1: text ids, jsonb.
const std::vector<Damage> eaf_damages{
    {"UPDATE domain_events SET metadata = jsonb_set(metadata, '{causation_id}', "
     "to_jsonb(gen_random_uuid())) WHERE global_sequence_id = 700",
     "the event at position 700 of aggregate "},
    {"UPDATE domain_events SET metadata = metadata - 'correlation_id' WHERE global_sequence_id = "
     "701",
     "its metadata have no correlation_id"},
    {"UPDATE domain_events SET event_id = 'nobody' WHERE global_sequence_id = 702",
     "its event_id is not a UUID"},
    {"UPDATE domain_events SET tenant_id = 'tenant-0006' WHERE global_sequence_id = 703",
     "its tenant is none of the manifest's"},
    {"UPDATE domain_events SET event_type = 'OrderReleased' WHERE global_sequence_id = (SELECT "
     "min(global_sequence_id) FROM domain_events WHERE event_type = 'OrderNoteAdded')",
     "is OrderReleased, which cannot happen to Order"},
    {"UPDATE aggregate_snapshots SET snapshot_data = jsonb_set(snapshot_data, '{latest}', '{}')" +
         first_snapshot,
     "has another latest payload than event"},
    {"UPDATE aggregate_snapshots SET tenant_id = 'tenant-0005' WHERE ctid = (SELECT min(ctid) "
     "FROM aggregate_snapshots WHERE tenant_id <> 'tenant-0005')",
     "is of another tenant than its events"},
    {"DELETE FROM aggregate_snapshots" + first_snapshot, "has no snapshot, not one of version"},
};

}  // namespace

TEST_CASE("what was damaged is found by --verify, and named", "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  for (const Damage& damage : reference_damages) {
    CAPTURE(damage.sql);
    patient.change(damage.sql);
    check_named(patient.run({"--verify"}), damage);
    if (damage.sql.starts_with("DROP")) break;
    patient.heal();
    REQUIRE(patient.run({"--verify"}).exit_code == 0);
  }
}

TEST_CASE("a broken chain is found by --verify without the fingerprint", "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  check_found_without_fingerprint(patient, reference_chains);
}

TEST_CASE("an aggregate that is no path through its life cycle is found without the fingerprint",
          "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  check_found_without_fingerprint(patient, reference_paths);
}

TEST_CASE("a snapshot that its events do not add up to is found without the fingerprint",
          "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  check_found_without_fingerprint(patient, reference_snapshots);
}

TEST_CASE("payloads and metadata of other sizes are found without the fingerprint", "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  check_found_without_fingerprint(patient, reference_shares);
}

TEST_CASE("damages of a store with text ids and jsonb are found without the fingerprint",
          "[pg][seed]") {
  Patient patient{"eaf-v1", "3000", eaf_tables};
  check_found_without_fingerprint(patient, eaf_damages);
}

TEST_CASE("two payloads that were exchanged are found by the fingerprint, and the first is named",
          "[pg][seed]") {
  Patient patient{"reference", "3000", reference_tables};
  patient.change(
      "UPDATE domain_events SET payload = (SELECT e.payload FROM domain_events AS e WHERE "
      "e.global_position = 2601 - domain_events.global_position) WHERE global_position IN (1300, "
      "1301)");
  check_named(patient.run({"--verify"}), {"exchange", "the event at position 1300 ("});
  // Nothing else can see it: this is what the fingerprint is for, and what forging it takes away.
  patient.forge_fingerprint();
  CHECK(patient.run({"--verify"}).exit_code == 0);
}

TEST_CASE("the damage that --verify names does not depend on the number of connections",
          "[pg][seed]") {
  Patient patient{"reference", "12000", reference_tables};
  const std::vector<std::string> damages{
      "UPDATE domain_events SET transaction_id = '900' WHERE global_position IN (900, 11700)",
      "UPDATE domain_events SET metadata = (metadata::jsonb || "
      "'{\"causation_id\": \"00000000-0000-4000-8000-000000000000\"}')::json WHERE "
      "global_position > 6000",
      "UPDATE domain_events SET event_type = 'OrderPlaced' WHERE aggregate_type = 'Order'"};
  for (const std::string& damage : damages) {
    CAPTURE(damage);
    patient.change(damage);
    const auto one = patient.run({"--verify", "--connections", "1"});
    CHECK(one.exit_code == 6);
    CHECK(patient.run({"--verify", "--connections", "3"}).err == one.err);
    patient.heal();
  }
}

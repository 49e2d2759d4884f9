// Making and encoding events allocates nothing once the buffers have grown.
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "generator/block_walk.hpp"
#include "generator/copy_encoder.hpp"
#include "generator/event_factory.hpp"
#include "generator/fingerprint.hpp"
#include "generator/plan.hpp"
#include "generator/totals.hpp"

namespace {

std::atomic<std::int64_t> allocations{0};

}  // namespace

// For the whole program: it counts, and is as good as the one it replaces.  The form that does not
// throw belongs to it: the one of the address sanitizer does not fit our operator delete.
void* operator new(std::size_t octets, const std::nothrow_t& /*tag*/) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(octets);
}
void* operator new(std::size_t octets) {
  if (void* memory = operator new(octets, std::nothrow)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  std::free(memory);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*octets*/) noexcept {
  std::free(memory);
}

using namespace eventstore;
using namespace eventstore::seed;

namespace {

/// What a worker of seed-events does with a block, but for sending it.
void make_block(const Plan& plan, std::size_t block, BlockWalk& walk, EventFactory& factory,
                CopyEncoder& encoder, RowHasher& hasher, std::string& buffer) {
  std::int64_t position = plan.block_starts[block];
  Totals totals;
  for (const PlannedEvent& planned : walk.read(block)) {
    const Event& event = factory.event(planned, ++position);
    encoder.append_row(buffer, event);
    totals.add_event(event, hasher.event(event), plan.shape.payloads);
    if (buffer.size() > 65'536) buffer.clear();
  }
}

}  // namespace

TEST_CASE("an event costs no allocation", "[unit][plan]") {
  const Plan plan = make_plan({.events = 200'000, .tenants = 12});
  BlockWalk walk{plan};
  EventFactory factory{plan};
  CopyEncoder encoder{{{.field = Field::position, .encoding = Encoding::int64},
                       {.field = Field::event_id, .encoding = Encoding::uuid},
                       {.field = Field::aggregate_id, .encoding = Encoding::text},
                       {.field = Field::stream_id, .encoding = Encoding::text},
                       {.field = Field::metadata, .encoding = Encoding::jsonb},
                       {.field = Field::payload, .encoding = Encoding::text}}};
  RowHasher hasher;
  std::string buffer;
  const std::size_t warm = plan.block_count() / 2;
  for (std::size_t block = 0; block < warm; ++block) {
    make_block(plan, block, walk, factory, encoder, hasher, buffer);
  }
  const std::int64_t before = allocations;
  std::int64_t events = 0;
  for (std::size_t block = warm; block < plan.block_count(); ++block) {
    make_block(plan, block, walk, factory, encoder, hasher, buffer);
    events += plan.block_starts[block + 1] - plan.block_starts[block];
  }
  CAPTURE(events);
  REQUIRE(events > 50'000);
  // A buffer may still grow now and then, which is nothing per event.
  CHECK(allocations - before < 50);
}

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

enum class ConsignmentState {
  kWaiting,    // also while it is sent
  kDelivered,  // with a receipt
  kRefused,    // a person must look
  kWithdrawn,  // the copy was disposed of before it was delivered: nothing is left to do
};
// "waiting", "delivered", "refused", "withdrawn".
[[nodiscard]] std::string_view slug(ConsignmentState state);

// What OutgoingCopy::keep throws; whoever hears it sends no further.
inline constexpr ErrorCode kTakenOver{
    "delivery.taken_over", Retry::kTransient,
    "Một tiến trình khác đã nhận gửi bản sao này; không cần làm gì.",
    "Another process has taken this copy over; nothing need be done."};

// What the far side gave for a copy.
struct Receipt {
  std::string id;          // how it calls the copy; never empty
  std::string proof = {};  // what shows to others that it took it; empty: it gives none
};

// One copy for one destination.
struct Consignment {
  std::string destination;
  std::string copy;
  std::string key;  // made once; every attempt carries it
  ConsignmentState state = ConsignmentState::kWaiting;
  int attempts = 0;     // that failed
  Timestamp due;        // not before
  std::string problem;  // slug of the last failure
  std::string reason;   // technical, of the last failure; may be empty
  Receipt receipt;
  std::optional<Timestamp> settled;
  Timestamp entered;
  std::string lease;     // of the last claim
  std::string progress;  // how far it got, in the destination's own words
};

// How far a catalogue was entered: its number of changes, which holds within one life of it.
struct Enlisted {
  std::int64_t number = 0;
  std::string life;  // CopyCatalogue::incarnation()
};

// What is still to go out, and the receipts of what went: durable, so that a station may be without
// its line for days. Rows are never removed. Safe for several threads and processes.
class Outbox {
 public:
  virtual ~Outbox() = default;

  // Adds the copies that are not there yet for this destination and returns how many. All or none.
  virtual int add(const std::string& destination, const std::vector<std::string>& copies,
                  Timestamp now) = 0;
  // The same, and remembers how far that was in the catalogue.
  virtual int addUpTo(const std::string& destination, const std::vector<std::string>& copies,
                      const Enlisted& last, Timestamp now) = 0;
  // What addUpTo() remembered last.
  [[nodiscard]] virtual Enlisted enlisted(const std::string& destination) const = 0;

  // The consignment that has been due longest, now the caller's until `until`: nobody else gets it
  // before. One that is not settled by then was left by a dead process and comes again, under
  // another lease.
  [[nodiscard]] virtual std::optional<Consignment> claim(const std::string& destination,
                                                         Timestamp now, Timestamp until) = 0;

  // What follows is done only while nobody else has claimed the consignment since: false when
  // somebody has, who settles it in the caller's place.

  // How far it got, for the next attempt; the claim then lasts until `until`.
  [[nodiscard]] virtual bool progressed(const Consignment& held, const std::string& progress,
                                        Timestamp until) = 0;
  virtual bool delivered(const Consignment& sent, const Receipt& receipt, Timestamp now) = 0;
  virtual bool postponed(const Consignment& failed, std::string_view problem,
                         std::string_view reason, Timestamp due) = 0;
  virtual bool refused(const Consignment& failed, std::string_view problem, std::string_view reason,
                       Timestamp now) = 0;
  virtual bool withdrawn(const Consignment& gone, Timestamp now) = 0;

  // Makes due at once what was refused, waits for a later attempt, or is in somebody's hands, who
  // may be dead: a living one loses its claim to whoever claims next. What was refused is entered
  // anew: the far side does not have it in any version. Returns how many.
  virtual int retry(const std::string& destination, Timestamp now) = 0;

  // Those waiting or refused, longest due first, at most `limit`.
  [[nodiscard]] virtual std::vector<Consignment> open(const std::string& destination,
                                                      int limit) const = 0;
  // Those delivered, by the id of their copy, from after `after` on (""), at most `limit`.
  [[nodiscard]] virtual std::vector<Consignment> delivered(const std::string& destination,
                                                           const std::string& after,
                                                           int limit) const = 0;
  [[nodiscard]] virtual std::optional<Consignment> find(const std::string& destination,
                                                        const std::string& copy) const = 0;
  [[nodiscard]] virtual std::map<ConsignmentState, int> count(
      const std::string& destination) const = 0;
  // Since when the oldest of those waits that are still to go; nothing when none is.
  [[nodiscard]] virtual std::optional<Timestamp> waitingSince(
      const std::string& destination) const = 0;
};

}  // namespace sohoa::core

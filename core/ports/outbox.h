#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace sohoa::core {

enum class ConsignmentState {
  kWaiting,    // also while it is sent
  kDelivered,  // with a receipt
  kRefused,    // a person must look
};
[[nodiscard]] std::string_view slug(ConsignmentState state);  // "waiting", "delivered", "refused"

// One copy for one destination.
struct Consignment {
  std::string destination;
  std::string copy;
  std::string key;  // made once; every attempt carries it
  ConsignmentState state = ConsignmentState::kWaiting;
  int attempts = 0;     // that failed
  Timestamp due;        // not before
  std::string problem;  // slug of the last failure
  std::string receipt;  // how the far side calls it
  std::optional<Timestamp> settled;
};

// What is still to go out, and the receipts of what went: durable, so that a station may be without
// its line for days. Rows are never removed. Safe for several threads and processes.
class Outbox {
 public:
  virtual ~Outbox() = default;

  // Adds the copies that are not there yet for this destination and returns how many. All or none.
  virtual int add(const std::string& destination, const std::vector<std::string>& copies,
                  Timestamp now) = 0;

  // The consignment that has been due longest, now the caller's until `until`: nobody else gets it
  // before. One that is not settled by then was left by a dead process and comes again.
  [[nodiscard]] virtual std::optional<Consignment> claim(const std::string& destination,
                                                         Timestamp now, Timestamp until) = 0;

  // How a claim ended. The first receipt stays whoever comes later.
  virtual void delivered(const Consignment& sent, const std::string& receipt, Timestamp now) = 0;
  virtual void postponed(const Consignment& failed, std::string_view problem, Timestamp due) = 0;
  virtual void refused(const Consignment& failed, std::string_view problem, Timestamp now) = 0;

  // Makes what was refused or waits for a later attempt due at once; returns how many.
  virtual int retry(const std::string& destination, Timestamp now) = 0;

  // Those not delivered, longest due first, at most `limit`.
  [[nodiscard]] virtual std::vector<Consignment> open(const std::string& destination,
                                                      int limit) const = 0;
  [[nodiscard]] virtual std::optional<Consignment> find(const std::string& destination,
                                                        const std::string& copy) const = 0;
  [[nodiscard]] virtual std::map<ConsignmentState, int> count(
      const std::string& destination) const = 0;
};

}  // namespace sohoa::core

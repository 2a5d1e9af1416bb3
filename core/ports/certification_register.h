#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kEntryClosed{
    "register.entry_closed", Retry::kNever,
    "Số chứng thực này đã cấp hoặc đã huỷ nên không đổi được nữa; hãy xem 'sohoa register list'.",
    "This number of the register was issued or declared void and cannot change any more; see "
    "'sohoa register list'."};

enum class EntryState {
  kOpen,    // given to a copy that is being made
  kIssued,  // on a copy that was delivered
  kVoid,    // used by no copy, with the reason
};
[[nodiscard]] std::string_view slug(EntryState state);  // "open", "issued", "void"

// A line of the certification register (sổ chứng thực bản sao).
struct RegisterEntry {
  std::string unit;
  int year = 0;    // Vietnam time, of `opened`
  int number = 0;  // from 1, without gaps within unit and year
  EntryState state = EntryState::kOpen;
  std::string source;     // id of the digitised copy whose paper is certified
  std::string copy_id;    // of the certified copy, given with the number
  std::string book;       // quyển số, as printed; from here on once issued
  std::string certifier;  // name on the certificate
  std::string policy;     // of the appearance
  std::optional<Sha256> content;
  std::string reason;  // why void
  Timestamp opened;
  std::optional<Timestamp> closed;
};

// Numbers certified copies per unit and year, without gaps: a number is durable before it is shown
// to anybody, and never given twice. Safe for several threads and processes.
class CertificationRegister {
 public:
  virtual ~CertificationRegister() = default;

  // The open entry of this source, or else a new one with the next number.
  virtual RegisterEntry open(const std::string& unit, const std::string& source, Timestamp now) = 0;
  // The copy of an open entry is delivered: book, certifier, policy and content are taken from
  // `entry`. Again with the same content changes nothing. Throws Error(kEntryClosed), and
  // Error(kNoSuchItem).
  virtual void issue(const RegisterEntry& entry, Timestamp now) = 0;
  // An open entry that no copy will use; `reason` is not empty. Throws Error(kEntryClosed), and
  // Error(kNoSuchItem).
  virtual void cancel(const std::string& unit, int year, int number, const std::string& reason,
                      Timestamp now) = 0;

  // In the order of year and number.
  [[nodiscard]] virtual std::vector<RegisterEntry> ofSource(const std::string& source) const = 0;
  // The one whose number a certified copy bears.
  [[nodiscard]] virtual std::optional<RegisterEntry> ofCopy(const std::string& copy_id) const = 0;
  [[nodiscard]] virtual std::vector<RegisterEntry> list(const std::string& unit,
                                                        int year) const = 0;
  [[nodiscard]] virtual std::vector<RegisterEntry> all() const = 0;
};

}  // namespace sohoa::core

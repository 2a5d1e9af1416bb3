#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access.h"
#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kOperatorThere{
    "access.operator_there", Retry::kNever,
    "Tên đăng nhập hoặc danh tính này đã có người dùng; hãy chọn tên khác.",
    "There is an operator with this login or identity already; choose another."};
inline constexpr ErrorCode kNoSuchOperator{
    "access.no_such_operator", Retry::kNever,
    "Không có cán bộ nào mang tên đăng nhập này; hãy xem 'sohoa operator list'.",
    "There is no operator with this login; see 'sohoa operator list'."};

inline constexpr ErrorCode kLastAdmin{
    "access.last_admin", Retry::kNever,
    "Đây là người quản trị cuối cùng; hãy cử người quản trị khác trước rồi mới đổi hoặc khoá.",
    "This is the last administrator; make another one before this account is changed or disabled."};

// How ids of operators begin; a client's may not, so that the access log never takes one for the
// other.
inline constexpr std::string_view kOperatorIds = "op:";

// A person who works with the server through a browser.
struct Operator {
  std::string id;     // given once, tells nothing of the person; what logs say
  std::string login;  // what the person types, lower case
  std::string name;   // for people
  std::string unit;   // its office
  std::string sees;   // papers of this unit and those below it; kEveryUnit: of all
  Roles roles;
  std::string password;      // how it is checked; empty: none fits
  bool must_change = false;  // the password, before anything else
  std::string totp;          // shared secret of RFC 6238, base32; empty: one factor
  std::string subject;       // as the identity provider names the person; empty: not by that way
  bool disabled = false;
  Timestamp created;
};

// A person logged in at one browser.
struct Session {
  enum class Stage {
    kCode,      // the password was right, a code is still due
    kPassword,  // only a new password may be set
    kFull,
  };
  std::string key;  // digest of what the browser holds
  std::string operator_id;
  Stage stage = Stage::kFull;
  Timestamp created;
  Timestamp seen;
  Timestamp ends;  // however busy it is
};
[[nodiscard]] std::string_view slug(Session::Stage stage);  // "code", "password", "full"

// The people who may log in, and those who have. Durable when a call returns. Safe for several
// threads and processes. Throws Error(kStoreBusy).
class OperatorBook {
 public:
  virtual ~OperatorBook() = default;

  // --- people
  // Throws Error(kOperatorThere).
  virtual void addOperator(const Operator& person) = 0;
  // Shows `change` the person as it stands, nobody changing it meanwhile, and keeps what that makes
  // of it, all but id, login and created; returns the outcome. A new second factor has no code used
  // yet. `change` uses no book; what it throws leaves the person as it was. Throws
  // Error(kNoSuchOperator), Error(kOperatorThere) for another's subject, and Error(kLastAdmin) when
  // nobody would be left who may log in and administer accounts, or nobody who may do so for every
  // unit where there was one.
  virtual Operator changeOperator(const std::string& id,
                                  const std::function<void(Operator&)>& change) = 0;
  [[nodiscard]] virtual std::optional<Operator> operatorById(const std::string& id) const = 0;
  [[nodiscard]] virtual std::optional<Operator> operatorByLogin(const std::string& login) const = 0;
  [[nodiscard]] virtual std::optional<Operator> operatorBySubject(
      const std::string& subject) const = 0;
  [[nodiscard]] virtual std::vector<Operator> operators() const = 0;  // by login

  // --- second factor
  // True once for each step of time, and never for one before the latest used.
  virtual bool useStep(const std::string& id, std::int64_t step) = 0;
  // Replaces those there are; digests.
  virtual void setRecoveryCodes(const std::string& id, const std::vector<std::string>& codes) = 0;
  // True once for each.
  virtual bool useRecoveryCode(const std::string& id, const std::string& code) = 0;

  // --- guesses
  // How long a name must wait after its n-th failure in a row (from 1).
  struct Patience {
    int free = 5;                    // failures without a wait
    std::chrono::seconds first{30};  // doubles from there
    std::chrono::seconds longest{900};
    std::chrono::hours forgotten{24};  // after the last
  };
  // Counts a failure for each name, before it is known whether it is one, so that guesses made at
  // once are counted too; nothing is counted while one of them has to wait. Returns the seconds to
  // wait, 0: go on.
  virtual int startAttempt(const std::vector<std::pair<std::string, Patience>>& names,
                           Timestamp now) = 0;
  // It was none: each name loses the one that was counted, `cleared` (may be empty) all it has.
  virtual void attemptSucceeded(const std::vector<std::string>& names,
                                const std::string& cleared) = 0;

  // --- sessions
  virtual void addSession(const Session& session) = 0;
  [[nodiscard]] virtual std::optional<Session> session(const std::string& key) const = 0;
  virtual void touchSession(const std::string& key, Timestamp now) = 0;
  virtual void endSession(const std::string& key) = 0;
  // All of a person.
  virtual void endSessions(const std::string& operator_id) = 0;
  // Those past their end, and those not seen since. Returns how many.
  virtual int expireSessions(Timestamp now, Timestamp seen_before) = 0;
};

}  // namespace sohoa::core

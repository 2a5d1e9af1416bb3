#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/access.h"
#include "core/language.h"
#include "server/message.h"
#include "server/session.h"

namespace sohoa::server {

// Who asks.
struct Caller {
  std::string client;  // or operator, by its id; empty: nobody in particular
  std::string unit;
  core::Roles roles;
  // Offices whose papers it may see; nothing: all.
  std::optional<std::vector<std::string>> scope = std::vector<std::string>{};

  [[nodiscard]] bool sees(const std::string& unit) const;
  bool operator==(const Caller&) const = default;
};

// A request that was let in.
struct Call {
  Request request;
  Caller caller;
  std::optional<SessionKeeper::Visitor> visitor;  // a person with a session; nothing: a program
  std::map<std::string, std::string> path;        // by the names in the route
  std::map<std::string, std::string> query;       // only names the route knows
  std::string purpose;                            // of a personal route
  std::string case_file;                          // of a personal route
  core::Language language = core::Language::kVietnamese;
  std::string copy;     // the copy that was looked at, for the access log
  int retry_after = 0;  // seconds until one more such request passes; 0: it passes
};

// Takes a body that is too large to hold. Used by one thread at a time.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void receive(std::span<const std::uint8_t> piece) = 0;
  [[nodiscard]] virtual Response finish(Call& call) = 0;
};

// An operation of the API. What a route does not allow is refused.
struct Route {
  std::string method;     // GET answers HEAD too, unless HEAD has a route of its own
  std::string path;       // "/api/v1/copies/{copy}"
  std::string operation;  // operationId of the OpenAPI document
  core::Roles any_of;     // one of these is needed
  bool open = false;      // no account is needed
  bool session = false;   // of a person's own session, at whatever stage; no role is needed
  bool person = false;    // of people; programs are refused
  bool secret = false;    // the body holds one, and is wiped after its answer
  bool personal = false;  // reads a person's paper: needs a purpose and is logged
  // Work on papers in hand, which is its own purpose: none is asked for, this one is logged.
  std::string purpose = {};
  std::vector<std::string> query = {};
  std::string media_type = {};  // of the body; empty: no body is taken
  std::uint64_t most_bytes = 1U << 20U;
  // Throws core::Error. `body` is empty where `sink` is given.
  std::function<Response(Call& call, const std::string& body)> answer = {};
  std::function<std::unique_ptr<BodySink>(Call& call)> sink = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  // of every answer
  std::vector<std::string> segments = {};  // of the path; filled in by the API
};

}  // namespace sohoa::server

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/document.h"
#include "core/page.h"
#include "core/pool.h"
#include "core/ports/access_book.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/blob_store.h"
#include "core/ports/certification_queue.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/copy_versions.h"
#include "core/ports/document_reader.h"
#include "core/ports/intake.h"
#include "core/ports/operator_book.h"
#include "core/ports/review_book.h"
#include "core/ports/uploads.h"
#include "core/ports/webhook_book.h"
#include "core/ports/work_store.h"
#include "core/unit_tree.h"
#include "pipeline/intake_slip.h"
#include "pipeline/page_pictures.h"
#include "pipeline/reports.h"
#include "pipeline/review_rules.h"
#include "server/house.h"
#include "server/message.h"
#include "server/metrics.h"
#include "server/route.h"
#include "server/session.h"
#include "server/token.h"

namespace sohoa::pipeline {
class CertificationDesk;
class ScanStation;
}  // namespace sohoa::pipeline

namespace sohoa::server {

class OidcLogin;

// The certifying officers' part; all of it outlives the API and is safe for several threads.
struct Certification {
  core::CertificationQueue& queue;
  pipeline::CertificationDesk& desk;
  std::string unit;  // whose register it is
  std::string book;  // with {year}
};

// What the API stands on. All of it outlives the API and is safe for several threads.
struct ApiParts {
  core::CopyCatalogue& catalogue;
  core::BlobStore& blobs;
  const core::CopyVerifier& verifier;
  core::AccessBook& book;
  const TokenMint& mint;
  core::Pool<core::WorkStore>& stores;
  core::Pool<core::BatchLedger>& ledgers;
  core::Intake& intake;
  core::Uploads& uploads;
  const core::Clock& clock;
  core::OperatorBook& operators;
  const core::CopyVersions& versions;
  const core::CertificationRegister& entries;
  core::WebhookBook& webhooks;
};

// How a file from outside is judged.
struct Judging {
  core::VerifyRequest::Policy policy = core::VerifyRequest::Policy::kGeneric;
  bool stranger = true;  // anybody may have sent it; else a client that may deliver
};

struct ApiOptions {
  core::UnitTree units;
  std::filesystem::path scratch;  // for bodies that are looked into and dropped
  std::chrono::seconds token_life{600};
  int tokens_per_minute = 30;  // asked for by one address
  SessionOptions sessions = {};
  int logins_per_minute = 60;      // tried by one address
  int operator_per_minute = 1200;  // requests of a person's pages
  int verifies_per_minute = 20;    // by one address without an account; of files, and of codes
  std::uint64_t most_verified_bytes = 512U << 20U;
  std::uint64_t most_upload_bytes = std::uint64_t{8} << 30U;
  std::chrono::hours upload_life{48};
  int most_intakes = 2;  // that go on at once; each holds a store for as long as it takes
  // Takes copies from other warehouses also when their signatures are INDETERMINATE here.
  bool take_unproven = false;
  // What must work for this server to be of use: a name, and what is wrong with it ("" nothing).
  std::vector<std::pair<std::string, std::function<std::string()>>> readiness = {};
  // ALTO of pages of a file.
  std::function<std::string(const std::string& file, const std::vector<core::PageResult>& pages)>
      alto = {};
  // The line of the intake journal about these bytes; nothing when they stand in none.
  std::function<std::optional<std::string>(const core::Sha256& master)> journal_line = {};
  // What was read from a paper, or would be read from it by now when it is not its turn yet.
  std::function<core::Document(core::WorkStore& store, const core::DocumentRow& row)> reading = {};
  // Pictures of pages; null: there are none.
  pipeline::PagePictures* pictures = nullptr;
  // A page (from 0) of a stored PDF as a JPEG picture of this width. Throws Error.
  std::function<std::string(const std::filesystem::path& pdf, int page, int width)> page_picture =
      {};
  std::map<std::string, std::string> kind_titles = {};  // of papers, by kind; for people
  // Login at an identity provider; null: none is set.
  OidcLogin* oidc = nullptr;
  // Null: nobody certifies here, and no route for it is there.
  const Certification* certification = nullptr;
  // Whether webhooks may go to addresses inside the house, and over plain HTTP.
  bool private_webhooks = false;
  // Judges a file that came from outside: what verificationJson() gives. Where it is set, such
  // files are not parsed in this process. Throws Error.
  std::function<nlohmann::json(const std::filesystem::path& file, const Judging& how)> judge = {};
  // Whether so many bytes more may lie on the disk; a full one would keep the access log from being
  // written, and with it every read.
  std::function<bool(std::uint64_t bytes)> room = [](std::uint64_t) { return true; };
  // Documents that wait for a person, and what reads them anew; null: nobody reviews here.
  core::Pool<core::ReviewBook>* reviews = nullptr;
  const core::DocumentReader* documents = nullptr;
  pipeline::ReviewRules review_rules = {};
  // Stored files lie elsewhere, and BlobStore::localFile gives copies out of a cache.
  bool cached_blobs = false;
  // What administrators may ask of the machine.
  House house = {};
  // Reports; null: none are made here. Outlives the API.
  const pipeline::Reports* reports = nullptr;
  // As authenticators name this warehouse beside the login.
  std::string totp_issuer = "Sohoa";
  // The scanners of this computer and what they are at; null: it has none.
  pipeline::ScanStation* station = nullptr;
  // A scanned side, turned clockwise by so many quarters, as JPEG at most so many pixels wide.
  // Throws Error.
  std::function<std::vector<std::uint8_t>(const std::filesystem::path& file, int quarters,
                                          int width)>
      sheet_picture = {};
  // PDF to be printed.
  std::function<std::string(const pipeline::IntakeSlip& slip)> slip = {};
  std::function<std::string(int count, const std::string& case_file, core::Language language)>
      separators = {};
  std::string own_unit_name = {};  // where `units` does not know the office
  // Further metrics of the house.
  std::function<void(MetricText&)> metrics = {};
  // One line of JSON about each request; never a name, an id number or text.
  std::function<void(const std::string&)> log = {};
};

// The HTTP API of the warehouse. Default deny: only routes that stand in its table exist, and each
// says who may use it.
class Api final : public Application {
 public:
  Api(const ApiParts& parts, ApiOptions options);
  ~Api() override;

  [[nodiscard]] std::unique_ptr<Exchange> open(Request request) override;

  [[nodiscard]] const std::vector<Route>& routes() const;
  // From now on not ready, so that a balancer sends nobody here any more.
  void startDraining();

  struct State;  // what the routes share; private to server/

 private:
  std::unique_ptr<State> state_;
};

// The OpenAPI 3.1 document, JSON.
[[nodiscard]] std::string_view openApiDocument();

}  // namespace sohoa::server

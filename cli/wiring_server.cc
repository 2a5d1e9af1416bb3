#include "cli/wiring_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/intake_slip_sheet.h"
#include "cli/review_options.h"
#include "cli/scan_order.h"
#include "cli/wiring_house.h"
#include "cli/wiring_metrics.h"
#include "config/offices.h"
#include "core/child_process.h"
#include "core/file.h"
#include "core/seats.h"
#include "core/text.h"
#include "net/curl_http_client.h"
#include "pdf/errors.h"
#include "pipeline/page_pictures.h"
#include "pipeline/paper_reading.h"
#include "pipeline/read_ahead.h"
#include "pipeline/report_feed.h"
#include "pipeline/reports.h"
#include "pipeline/scan_station.h"
#include "pipeline/steady_thread.h"
#include "scan/journal_index.h"
#include "scan/page_picture.h"
#include "server/api.h"
#include "server/console.h"
#include "server/errors.h"
#include "server/http_server.h"
#include "server/oidc.h"
#include "server/secret.h"
#include "server/totp.h"
#include "server/webhook_dispatcher.h"
#include "signing/errors.h"
#include "warehouse/catalogue_pool.h"

namespace sohoa::cli {
namespace {

server::HttpServerOptions httpOptions(const config::ServerSettings& settings,
                                      const ApiServerOptions& options, const core::Clock& clock) {
  server::HttpServerOptions http;
  http.address = options.address.value_or(settings.address);
  http.port = static_cast<std::uint16_t>(options.port.value_or(settings.port));
  http.tls = {settings.tls_certificate, settings.tls_key, settings.tls_client_roots};
  http.proxies = server::Proxies(settings.proxies);
  http.workers = settings.threads;
  http.urgent_target = "/livez";
  http.most_connections = static_cast<std::size_t>(settings.connections);
  http.on_refused = [log = options.log, &clock](const std::string& address, std::string_view why) {
    if (!log) return;
    log(nlohmann::json{{"ts", core::formatIso8601(clock.now())},
                       {"level", "warning"},
                       {"event", "http.refused"},
                       {"why", why},
                       {"address", address}}
            .dump());
  };
  return http;
}

net::HttpOptions oidcClient(const config::OidcSettings& settings) {
  net::HttpOptions options;
  options.certificates = settings.ca_file;
  return options;
}

server::OidcOptions oidcOptions(const config::OidcSettings& settings) {
  const auto require = [](bool right, const char* key) {
    if (!right) {
      throw core::Error(core::kBadSettings,
                        {.detail = std::string("server.oidc.") + key + " must be set"});
    }
  };
  require(!settings.client_id.empty(), "client_id");
  require(!settings.redirect.empty(), "redirect");
  server::OidcOptions options;
  options.issuer = settings.issuer;
  options.client_id = settings.client_id;
  options.redirect = settings.redirect;
  options.claim = settings.claim;
  if (!settings.client_secret_file.empty()) {
    // The first line, as editors put an end to it.
    options.client_secret = core::readText(settings.client_secret_file);
    options.client_secret.resize(
        std::min(options.client_secret.size(), options.client_secret.find_first_of("\r\n")));
    require(!options.client_secret.empty(), "client_secret_file");
  }
  return options;
}

net::HttpOptions webhookClient(const config::WebhookSettings& settings) {
  net::HttpOptions options;
  options.user_agent = "sohoa-webhooks";
  options.certificates = settings.ca_file;
  options.public_only = !settings.private_networks;
  return options;
}

std::vector<std::string> namesOf(const std::vector<config::DeliverySettings>& deliveries) {
  std::vector<std::string> names;
  for (const auto& delivery : deliveries) names.push_back(delivery.name);
  return names;
}

core::UnitTree officesOf(const config::ServerSettings& settings, const core::Clock& clock) {
  if (settings.offices.empty()) return {};
  return config::loadOffices(settings.offices, core::formatIso8601(clock.now()).substr(0, 10));
}

core::ChildLimits strangerLimits() {
#ifdef SOHOA_SANITIZED
  return {.cpu_seconds = 120};  // the sanitizers' shadow memory is terabytes of address space
#else
  return {.address_space_bytes = std::uint64_t{3} << 30U, .cpu_seconds = 60};
#endif
}

// A file from outside is parsed in a process of its own, so that one made to break the parser
// breaks nothing else; and few at a time, so that they leave room for the rest. Strangers take no
// seat of those who deliver.
nlohmann::json judgeOutsider(const Home& home, const std::filesystem::path& file,
                             const server::Judging& how) {
  static core::Seats strangers{2};
  static core::Seats deliveries{2};
  core::ChildResult result;
  {
    const core::Seats::Seat seat(how.stranger ? strangers : deliveries,
                                 core::Error(server::kOverloaded, {}));
    const bool sohoa = how.policy == core::VerifyRequest::Policy::kSohoa;
    result = core::runChild(
        {std::filesystem::read_symlink("/proc/self/exe").string(), "--home", home.root.string(),
         "--json", "verify", "--offline", "--policy", sohoa ? "sohoa" : "generic", file.string()},
        strangerLimits(), std::chrono::seconds(120));
  }
  auto answer = nlohmann::json::parse(result.standard_output, nullptr, false);
  const bool whole = answer.is_object() && answer.contains("files") &&
                     answer["files"].size() == 1 && answer["files"][0].contains("verdict");
  if (!whole) throw core::Error(server::kCannotJudge, {});
  auto report = answer["files"][0];
  report.erase("path");
  return report;
}

// Of a copy; few at a time, as above.
std::string pagePicture(const std::filesystem::path& pdf, int page, int width) {
  static core::Seats seats{2};
  const core::Seats::Seat seat(seats, core::Error(server::kOverloaded, {}));
  scan::ScanOptions options;
  options.rasteriser_timeout = std::chrono::seconds(30);
  options.rasteriser_cpu_seconds = 30;
  options.rasteriser_memory_bytes = std::uint64_t{1} << 30U;
  return scan::pagePicture(pdf, page, width, options);
}

// Of a file that somebody dropped: parsed in a process of its own, as above.
int countPages(const Home& home, const std::filesystem::path& file) {
  const auto result =
      core::runChild({std::filesystem::read_symlink("/proc/self/exe").string(), "--home",
                      home.root.string(), "read-child", "--count", file.string()},
                     strangerLimits(), std::chrono::seconds(60));
  const auto answer = nlohmann::json::parse(result.standard_output, nullptr, false);
  if (!answer.is_object()) throw core::Error(core::kIo, {});
  if (!answer.contains("pages")) {
    throw core::Error(server::kUnreadableFile, {.detail = answer.value("reason", "")});
  }
  return answer.at("pages").get<int>();
}

// Letters that callers send are theirs to answer for, not the settings'.
void printing(const std::function<void()>& print) {
  try {
    print();
  } catch (const core::Error& error) {
    if (error.code() != pdf::kMissingGlyph) throw;
    throw core::Error(server::kBadRequest, {.detail = "a letter that cannot be printed"});
  }
}

// The ready settings of the scanners, "" the standard ones.
std::map<std::string, core::ScanRequest> scannerProfiles(const config::ScannerSettings& settings) {
  std::map<std::string, core::ScanRequest> profiles;
  ScanOrder order;
  profiles[""] = requestOf({}, order, settings, false);
  for (const auto& [name, profile] : settings.profiles) {
    order.profile = name;
    profiles[name] = requestOf({}, order, settings, false);
  }
  return profiles;
}

pipeline::ReadAhead::Options readAheadOptions(const config::Settings& settings, const Home& home) {
  pipeline::ReadAhead::Options options;
  options.command = {std::filesystem::read_symlink("/proc/self/exe").string(), "--home",
                     home.root.string(), "read-child"};
  // Two pages of a case file at once, where there are cores for them.
  options.children = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 2);
  options.limits.address_space_bytes = strangerLimits().address_space_bytes;
  options.patience = settings.ocr.page_timeout + std::chrono::seconds(30);
  return options;
}

// Only these count as a guess at the PIN.
bool pinRefused(const core::Error& error) {
  const core::ErrorCode* codes[] = {&signing::kPinRefused, &signing::kPinFewLeft,
                                    &signing::kPinLastTry, &signing::kPinLocked};
  return std::any_of(std::begin(codes), std::end(codes),
                     [&](const auto* code) { return error.code() == *code; });
}

// What was kept for sessions of a server that died is read again for those that are taken up.
pipeline::PageMemory emptied(pipeline::PageMemory memory) {
  memory.forgetAll();
  return memory;
}

class Serving final : public ApiServer {
 public:
  Serving(Parts& parts, const config::Settings& settings, const Home& home,
          const core::Clock& clock,
          std::function<std::unique_ptr<core::CopyCatalogue>()> new_catalogue,
          const Certifying& certifying, const ApiServerOptions& options)
      : parts_(parts),
        settings_(settings.server),
        unit_name_(settings.unit.name),
        outbox_(parts.outbox()),
        destinations_(namesOf(settings.deliveries)),
        private_webhooks_(settings.webhooks.private_networks),
        oidc_client_(oidcClient(settings.server.oidc)),
        cached_blobs_(!settings.storage.s3.endpoint.empty()),
        free_disk_(settings.work.min_free_disk_mb << 20U),
        clock_(clock),
        units_(officesOf(settings_, clock)),
        house_(settings, parts.upkeep(), parts.outbox(), clock),
        stores_([&parts] { return parts.newStore(); }, settings.server.threads / 4 + 1),
        reviews_([&parts] { return parts.newReviewBook(); }, settings.server.threads / 4 + 1),
        review_rules_(reviewRules(settings.review)),
        ledgers_([&parts] { return parts.newLedger(); }, settings.server.threads / 4 + 1),
        read_ahead_(readAheadOptions(settings, home),
                    emptied(pipeline::PageMemory(home.readAhead()))),
        station_({[&parts, patience = settings.scanner.timeout] { return parts.scanner(patience); },
                  parts.sheetImages(),
                  [home](const std::filesystem::path& file) { return countPages(home, file); },
                  parts.intake(), stores_, ledgers_, clock, &read_ahead_},
                 home.sessions(), scannerProfiles(settings.scanner)),
        catalogue_(std::move(new_catalogue), settings.server.threads / 4 + 1),
        pictures_(
            parts.blobs(), parts.opener(),
            [&parts](const core::Raster& page, const core::PageGeometry& geometry, core::Box part,
                     core::Size most) { return parts.smallPicture(page, geometry, part, most); }),
        house_answers_(makeHouse(home, settings)),
        reports_(
            parts.reportBook(), parts.workFacts(), units_,
            {settings.reports.targets, settings.reports.reuse_target}, settings.unit.id,
            [this](core::Timestamp from, core::Timestamp until) { return effort(from, until); }),
        desk_(certifying.queue, parts.entries(), clock, certifying.open, pinRefused),
        certification_{certifying.queue, desk_, settings.unit.id, settings.certification.book},
        mint_(home.tokenKey(), settings.server.issuer, clock),
        api_({catalogue_, parts.blobs(), parts.verifier({}, {}), parts.accessBook(), mint_, stores_,
              ledgers_, parts.intake(), parts.uploads(), clock, parts.operators(), parts.versions(),
              parts.entries(), parts.webhooks()},
             apiOptions(home, settings.unit.id, options)),
        console_(api_),
        http_(httpOptions(settings_, options, clock), console_),
        host_(options.address.value_or(settings_.address)),
        webhook_client_(webhookClient(settings.webhooks)),
        feed_({catalogue_, parts.workFacts(), parts.reportBook(), clock, parts.resultKinds()}),
        counting_([this] { return feed_.round(); }) {
    server::WebhookRules rules;
    rules.give_up = settings.webhooks.give_up;
    rules.kept = std::chrono::hours(24 * settings.webhooks.keep_days);
    // Receivers that are slow to answer must not hold up others, nor stores that are busy.
    for (int i = 0; i < 4; ++i) {
      auto& dispatcher = dispatchers_.emplace_back(
          server::WebhookDispatcher::Parts{catalogue_, parts.versions(), parts.webhooks(),
                                           parts.accessBook(), parts.operators(), stores_,
                                           webhook_client_, clock},
          units_, rules);
      webhook_threads_.emplace_back(
          [&dispatcher, gathers = i == 0] {
            if (!gathers) return dispatcher.sendOne();
            dispatcher.gather();
            return false;
          },
          std::chrono::seconds(1));
    }
  }

  // A run asks the API whether its officer is still there.
  ~Serving() override { desk_.close(); }

  [[nodiscard]] std::string url() const override {
    const bool v6 = host_.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", settings_.tls_certificate.empty() ? "http" : "https",
                       v6 ? "[" : "", host_, v6 ? "]" : "", http_.port());
  }
  void drain() override {
    api_.startDraining();
    desk_.close();  // the copy in hand is finished, the others go back to the queue
    http_.drain(settings_.drain);
  }
  void renewTls() override { http_.renewTls(); }
  void renewOffices() override { units_.become(officesOf(settings_, clock_)); }

 private:
  server::ApiOptions apiOptions(const Home& home, const std::string& unit,
                                const ApiServerOptions& options) {
    server::ApiOptions api;
    if (!settings_.oidc.issuer.empty()) {
      oidc_.emplace(oidc_client_, clock_, oidcOptions(settings_.oidc));
    }
    api.units = units_;
    api.most_intakes = std::max(1, (settings_.threads / 4 + 1) / 2);
    api.scratch = home.serverScratch();
    std::filesystem::remove_all(api.scratch);  // of a server that died
    std::filesystem::create_directories(api.scratch);
    api.judge = [home](const std::filesystem::path& file, const server::Judging& how) {
      return judgeOutsider(home, file, how);
    };
    api.room = [folder = home.root, spare = free_disk_](std::uint64_t bytes) {
      std::error_code error;
      const auto space = std::filesystem::space(folder, error);
      return error || space.available > spare + bytes;
    };
    api.totp_issuer = "Sohoa " + unit;
    api.house = house_answers_;
    api.reports = &reports_;
    addScanning(api);
    api.reviews = &reviews_;
    api.documents = &parts_.documents();
    api.review_rules = review_rules_;
    api.cached_blobs = cached_blobs_;
    api.token_life = settings_.token_life;
    api.take_unproven = settings_.take_unproven;
    api.sessions.idle = settings_.session_idle;
    api.sessions.life = settings_.session_life;
    api.sessions.public_url = settings_.public_url;
    api.alto = [&parts = parts_](const std::string& file,
                                 const std::vector<core::PageResult>& pages) {
      return parts.render("alto", file, pages);
    };
    api.journal_line = [journal = std::make_shared<scan::JournalIndex>(home.journal())](
                           const core::Sha256& master) { return journal->lineOf(master); };
    api.reading = [&parts = parts_, &reader = parts_.documents()](core::WorkStore& store,
                                                                  const core::DocumentRow& row) {
      return pipeline::readingOf(store, parts.blobs(), reader, row);
    };
    api.pictures = &pictures_;
    api.page_picture = pagePicture;
    for (const auto& kind : parts_.checkProfiles({}).kinds) {
      api.kind_titles[kind.kind] = kind.title;
    }
    api.certification = &certification_;
    api.private_webhooks = private_webhooks_;
    api.oidc = oidc_ ? &*oidc_ : nullptr;
    api.verifies_per_minute = settings_.verifies_per_minute;
    api.readiness = options.readiness;
    api.readiness.emplace_back("store", [this] { return storeTrouble(); });
    api.metrics = [this](server::MetricText& out) { houseMetrics(out); };
    api.log = options.log;
    return api;
  }

  void addScanning(server::ApiOptions& api) {
    api.station = &station_;
    api.own_unit_name = unit_name_;
    api.sheet_picture = [this](const std::filesystem::path& file, int quarters, int width) {
      const core::Seats::Seat seat(drawing_, core::Error(server::kOverloaded, {}));
      const auto raster = parts_.opener().open(file, file.filename().string())->raster(0);
      core::PageGeometry geometry;
      geometry.master = raster.size;
      geometry.resolution = raster.resolution;
      geometry.orientation_deg = 90 * quarters;
      return parts_.smallPicture(raster, geometry, {}, {width, 2 * width});
    };
    api.slip = [this, scratch = api.scratch](const pipeline::IntakeSlip& slip) {
      const std::lock_guard lock(printing_);  // the ruler serves one at a time
      const core::TemporaryFolder folder(scratch);
      printing([&] {
        const auto sheets =
            slipSheets(slip, [this](const auto& text) { return parts_.textWidth(text); });
        parts_.writeRecord(sheets, "Phiếu tiếp nhận " + slip.case_file, clock_.now(),
                           folder.path() / "slip.pdf");
      });
      return core::readText(folder.path() / "slip.pdf");
    };
    api.separators = [this, scratch = api.scratch](int count, const std::string& case_file,
                                                   core::Language language) {
      const core::TemporaryFolder folder(scratch);
      std::map<std::string, std::string> data;
      if (!case_file.empty()) data["ma_ho_so"] = case_file;
      printing([&] {
        parts_.printSeparators("qr", data, count, language, folder.path() / "sheets.pdf");
      });
      return core::readText(folder.path() / "sheets.pdf");
    };
  }

  std::vector<pipeline::FieldEffort> effort(core::Timestamp from, core::Timestamp until) {
    std::map<std::string, std::string> units;
    for (const auto& batch : stores_.borrow()->batches()) units[batch.id] = batch.unit;
    return pipeline::effortByField(reviews_.borrow()->efforts(from, until), units);
  }

  std::string storeTrouble() {
    try {
      static_cast<void>(stores_.borrow()->jobsOpen());
      return {};
    } catch (const core::Error& error) {
      return std::string(error.code().slug);
    }
  }

  void houseMetrics(server::MetricText& out) {
    const auto work = stores_.borrow();
    const auto lanes = work->lanes();
    out.family("sohoa_jobs", "gauge", "Open jobs, by lane and state.");
    for (const auto& lane : lanes) {
      out.sample("sohoa_jobs", {{"lane", slug(lane.lane)}, {"state", "ready"}}, lane.ready);
      out.sample("sohoa_jobs", {{"lane", slug(lane.lane)}, {"state", "running"}}, lane.running);
    }
    out.family("sohoa_jobs_fenced_out_total", "counter",
               "Results dropped because their job had been given to another worker.");
    out.sample("sohoa_jobs_fenced_out_total", {}, static_cast<double>(work->fencedOut()));
    out.family("sohoa_oldest_job_age_seconds", "gauge", "Age of the oldest open job of a lane.");
    for (const auto& lane : lanes) {
      if (!lane.oldest) continue;
      const std::chrono::duration<double> age = clock_.now() - *lane.oldest;
      out.sample("sohoa_oldest_job_age_seconds", {{"lane", slug(lane.lane)}},
                 std::max(0.0, age.count()));
    }
    out.family("sohoa_quarantined_items", "gauge", "Items that wait for a person.");
    out.sample("sohoa_quarantined_items", {},
               static_cast<double>(work->quarantined(std::nullopt).size()));
    out.family("sohoa_reviews_waiting", "gauge", "Documents that wait for a person to review.");
    out.sample("sohoa_reviews_waiting", {}, reviews_.borrow()->count(std::nullopt));
    deliveryMetrics(out);
    house_.write(out, *work);
    out.family("sohoa_workers", "gauge", "Workers that have registered.");
    out.sample("sohoa_workers", {}, static_cast<double>(work->workers().size()));
    const auto load = http_.load();
    out.family("sohoa_http_connections", "gauge", "Open connections.");
    out.sample("sohoa_http_connections", {}, static_cast<double>(load.connections));
    out.family("sohoa_http_refused_connections_total", "counter",
               "Connections refused over the limit.");
    out.sample("sohoa_http_refused_connections_total", {},
               static_cast<double>(load.refused_connections));
    out.family("sohoa_http_broken_requests_total", "counter",
               "Requests that were no HTTP, too large or too slow.");
    out.sample("sohoa_http_broken_requests_total", {}, static_cast<double>(load.broken_requests));
  }

  void deliveryMetrics(server::MetricText& out) {
    out.family("sohoa_deliveries", "gauge", "Copies for a destination, by state.");
    for (const auto& name : destinations_) {
      for (const auto& [state, count] : outbox_.count(name)) {
        out.sample("sohoa_deliveries", {{"destination", name}, {"state", slug(state)}}, count);
      }
    }
    out.family("sohoa_oldest_delivery_age_seconds", "gauge",
               "Age of the copy that has waited longest for its delivery.");
    for (const auto& name : destinations_) {
      const auto since = outbox_.waitingSince(name);
      if (!since) continue;
      const std::chrono::duration<double> age = clock_.now() - *since;
      out.sample("sohoa_oldest_delivery_age_seconds", {{"destination", name}},
                 std::max(0.0, age.count()));
    }
  }

  Parts& parts_;
  const config::ServerSettings& settings_;
  std::string unit_name_;
  core::Outbox& outbox_;
  const std::vector<std::string> destinations_;
  bool private_webhooks_;
  net::CurlHttpClient oidc_client_;
  std::optional<server::OidcLogin> oidc_;
  bool cached_blobs_;
  std::uint64_t free_disk_;
  const core::Clock& clock_;
  core::UnitTree units_;
  HouseMetrics house_;
  core::Pool<core::WorkStore> stores_;
  core::Pool<core::ReviewBook> reviews_;
  pipeline::ReviewRules review_rules_;
  core::Pool<core::BatchLedger> ledgers_;
  pipeline::ReadAhead read_ahead_;
  pipeline::ScanStation station_;
  std::mutex printing_;
  core::Seats drawing_{2};  // each takes the memory of a whole page
  warehouse::CataloguePool catalogue_;
  pipeline::PagePictures pictures_;
  server::House house_answers_;
  pipeline::Reports reports_;
  pipeline::CertificationDesk desk_;
  server::Certification certification_;
  server::TokenMint mint_;
  server::Api api_;
  server::Console console_;
  server::HttpServer http_;
  std::string host_;
  net::CurlHttpClient webhook_client_;
  pipeline::ReportFeed feed_;
  pipeline::SteadyThread counting_;
  std::deque<server::WebhookDispatcher> dispatchers_;
  std::deque<pipeline::SteadyThread> webhook_threads_;  // first to go
};

}  // namespace

std::unique_ptr<ApiServer> makeApiServer(
    Parts& parts, const config::Settings& settings, const Home& home, const core::Clock& clock,
    std::function<std::unique_ptr<core::CopyCatalogue>()> new_catalogue,
    const Certifying& certifying, const ApiServerOptions& options) {
  return std::make_unique<Serving>(parts, settings, home, clock, std::move(new_catalogue),
                                   certifying, options);
}

Parts::NewSecret makeSecret() {
  auto secret = server::newSecret();
  auto hash = server::hashSecret(secret);
  return {std::move(secret), std::move(hash)};
}

std::string makePassword() { return server::newRecoveryCodes().front(); }

std::string hashPassword(const std::string& password) { return server::hashSecret(password); }

Parts::NewSecondFactor makeSecondFactor(const std::string& issuer, const std::string& login) {
  Parts::NewSecondFactor factor;
  factor.secret = server::newTotpSecret();
  factor.uri = server::otpauthUri(factor.secret, issuer, login);
  factor.codes = server::newRecoveryCodes();
  for (const auto& code : factor.codes) factor.kept.push_back(server::recoveryDigest(code));
  return factor;
}

}  // namespace sohoa::cli

#include "config/settings.h"

#include <algorithm>
#include <array>

#include "config/setting_words.h"
#include "config/toml_section.h"
#include "core/error.h"

namespace sohoa::config {
namespace {

void readSigner(Section& s, const std::filesystem::path& home, SignerSettings& signer) {
  s.path("key", home, signer.key);
  s.path("certificate", home, signer.certificate);
  s.path("passphrase_file", home, signer.passphrase_file);
  s.path("module", home, signer.module);
  s.text("token", signer.token);
  s.text("label", signer.label);
  s.text("service", signer.service);
  s.text("unit", signer.unit);
  s.text("credential", signer.credential);
  s.path("access_token_file", home, signer.access_token_file);
  s.text("algorithm", signer.algorithm);
  static constexpr std::array kAlgorithms{"auto", "rsa-pss", "rsa-pkcs1", "ecdsa"};
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), signer.algorithm) == kAlgorithms.end()) {
    s.fail(*s.take("algorithm"), "algorithm", "auto, rsa-pss, rsa-pkcs1 or ecdsa");
  }
}

void readSigning(Section& s, const std::filesystem::path& home, SigningSettings& signing) {
  s.section("operator", [&](Section& t) { readSigner(t, home, signing.op); });
  s.section("certifier", [&](Section& t) { readSigner(t, home, signing.certifier); });
  s.section("agency", [&](Section& t) { readSigner(t, home, signing.agency); });
  std::string level(core::slug(signing.level));
  s.text("level", level);
  static constexpr std::array kLevels{"B-B", "B-T", "B-LT", "B-LTA"};
  if (std::find(kLevels.begin(), kLevels.end(), level) == kLevels.end()) {
    s.fail(*s.take("level"), "level", "B-B, B-T, B-LT or B-LTA");
  }
  signing.level = core::padesLevel(level);
  s.text("copy_form", signing.copy_form);
  s.flag("release_only_passed", signing.release_only_passed);
  s.section("timestamp", [&](Section& t) {
    t.texts("urls", signing.timestamp_urls);
    t.path("local_key", home, signing.timestamp_key);
    t.path("local_passphrase_file", home, signing.timestamp_passphrase_file);
  });
  s.section("revocation", [&](Section& t) {
    t.path("local_pki", home, signing.local_pki);
    t.flag("check_before_signing", signing.check_revocation);
  });
}

void readScannerProfile(Section& s, ScannerProfile& profile) {
  s.text("device", profile.device);
  s.oneOf("source", profile.source, {"adf", "duplex", "flatbed"});
  s.text("source_name", profile.source_name);
  s.oneOf("mode", profile.mode, {"colour", "grey", "bilevel"});
  s.text("page", profile.page);
  s.number("resolution", profile.resolution, 200, 1200);
  s.texts("options", profile.options);
}

void readServer(Section& s, const std::filesystem::path& home, ServerSettings& server) {
  s.text("address", server.address);
  s.number("port", server.port, 0, 65535);
  s.path("tls_certificate", home, server.tls_certificate);
  s.path("tls_key", home, server.tls_key);
  s.path("tls_client_roots", home, server.tls_client_roots);
  s.text("issuer", server.issuer);
  s.seconds("token_life_s", server.token_life, 86400);
  s.seconds("session_idle_s", server.session_idle, 86400);
  s.seconds("session_life_s", server.session_life, 604800);
  s.text("public_url", server.public_url);
  s.texts("proxies", server.proxies);
  s.section("oidc", [&](Section& inner) {
    auto& oidc = server.oidc;
    inner.text("issuer", oidc.issuer);
    inner.text("client_id", oidc.client_id);
    inner.path("client_secret_file", home, oidc.client_secret_file);
    inner.text("redirect", oidc.redirect);
    inner.text("claim", oidc.claim);
    inner.path("ca_file", home, oidc.ca_file);
  });
  s.path("offices", home, server.offices);
  s.number("connections", server.connections, 1, 100000);
  s.number("threads", server.threads, 1, 1024);
  s.number("verifies_per_minute", server.verifies_per_minute, 1, 100000);
  s.flag("take_unproven", server.take_unproven);
  s.seconds("drain_s", server.drain, 3600);
}

void readS3(Section& s, const std::filesystem::path& home, S3Settings& s3) {
  s.text("s3_endpoint", s3.endpoint);
  s.text("s3_region", s3.region);
  s.text("s3_bucket", s3.bucket);
  s.text("s3_prefix", s3.prefix);
  s.oneOf("s3_style", s3.style, {"path", "host"});
  s.text("s3_access_key_id", s3.access_key_id);
  s.path("s3_secret_file", home, s3.secret_file);
  s.path("s3_ca_file", home, s3.ca_file);
}

void readStorage(Section& s, const std::filesystem::path& home, StorageSettings& storage) {
  readS3(s, home, storage.s3);
  s.number("s3_retain_days", storage.s3_retain_days, 0, 36500);
  s.path("cache_folder", home, storage.cache_folder);
  s.number("cache_mb", storage.cache_mb, 64, 1 << 30);
  s.number("scrub_days", storage.scrub_days, 0, 3650);
  s.number("scrub_mb_per_second", storage.scrub_mb_per_second, 0, 100000);
  s.paths("replicas", home, storage.replicas);
}

// "18:30" in minutes; -1 of anything else.
int minutesOf(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return -1;
  for (const std::size_t at : {0, 1, 3, 4}) {
    if (text[at] < '0' || text[at] > '9') return -1;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : -1;
}

void readDelivery(Section& s, const std::filesystem::path& home, DeliverySettings& delivery) {
  s.text("name", delivery.name);
  readS3(s, home, delivery.s3);
  s.text("sohoa_url", delivery.sohoa.url);
  s.text("sohoa_client_id", delivery.sohoa.client_id);
  s.path("sohoa_secret_file", home, delivery.sohoa.secret_file);
  s.path("sohoa_keys_file", home, delivery.sohoa.keys_file);
  s.path("rest_mapping", home, delivery.rest_mapping);
  s.path("tls_ca_file", home, delivery.tls_ca_file);
  s.path("tls_certificate", home, delivery.tls_certificate);
  s.path("tls_key", home, delivery.tls_key);
  std::string hours;
  s.text("hours", hours);
  if (!hours.empty()) {
    const auto dash = hours.find('-');
    delivery.opens = minutesOf(hours.substr(0, dash));
    delivery.closes = dash == std::string::npos ? -1 : minutesOf(hours.substr(dash + 1));
    if (delivery.opens < 0 || delivery.closes < 0) {
      s.fail(*s.take("hours"), "hours", "like \"18:00-06:00\"");
    }
  }
  s.number("kilobytes_per_second", delivery.kilobytes_per_second, 0, 1 << 30);
}

void readDeliveries(Section& root, const std::filesystem::path& home,
                    std::vector<DeliverySettings>& deliveries) {
  root.eachOf("delivery", [&](const toml::node& node, Section& s) {
    DeliverySettings delivery;
    readDelivery(s, home, delivery);
    const auto same = [&](const auto& other) { return other.name == delivery.name; };
    if (delivery.name.empty() || std::any_of(deliveries.begin(), deliveries.end(), same)) {
      s.fail(node, "name", "a name of its own");
    }
    deliveries.push_back(std::move(delivery));
  });
}

void readRetention(Section& root, std::vector<RetentionSettings>& rules) {
  root.eachOf("retention", [&](const toml::node& node, Section& s) {
    RetentionSettings rule;
    s.text("rule", rule.rule);
    s.text("kind", rule.kind);
    s.text("unit", rule.unit);
    s.number("years", rule.years, 0, 200);
    s.text("from", rule.from);
    if (rule.rule.empty()) s.fail(node, "rule", "where the term stands");
    if (rule.from != "issued" && rule.from != "created") {
      s.fail(node, "from", "\"issued\" or \"created\"");
    }
    rules.push_back(std::move(rule));
  });
}

void readReports(Section& s, ReportSettings& reports) {
  s.number("reuse_target", reports.reuse_target, 0, 100);
  s.section("targets", [&](Section& targets) {
    // Levels are the office's own words; those that come along can be replaced one by one.
    for (auto& [level, goal] : reports.targets) targets.number(level, goal, 0, 100);
    targets.eachKey([&](const std::string& level, const toml::node&) {
      if (reports.targets.count(level) == 0) targets.number(level, reports.targets[level], 0, 100);
    });
  });
}

}  // namespace

void requireReadingSettings(const std::vector<std::string>& overrides) {
  static constexpr std::array<std::string_view, 4> kSections{"scan", "ocr", "metadata", "naming"};
  for (const auto& override : overrides) {
    const auto section = override.substr(0, override.find('.'));
    if (std::find(kSections.begin(), kSections.end(), section) == kSections.end()) {
      throw core::Error(core::kBadSettings,
                        {.detail = "--set " + override.substr(0, override.find('=')) +
                                   ": only scan, ocr, metadata and naming can be set"});
    }
  }
}

namespace {

Settings read(const toml::table& table, const std::filesystem::path& file,
              const std::filesystem::path& home, std::vector<SettingLine>* listed) {
  Settings settings;
  Section root(table, "", file.string(), listed);
  root.section("unit", [&](Section& s) {
    s.text("id", settings.unit.id);
    s.text("name", settings.unit.name);
  });
  root.section("scan", [&](Section& s) {
    s.number("default_dpi", settings.scan.default_dpi, 50, 2400);
    s.number("max_megapixels", settings.scan.max_megapixels, 1, 1000);
    s.number("max_pages", settings.scan.max_pages, 1, 1000000);
  });
  root.section("scanner", [&](Section& s) {
    readScannerProfile(s, settings.scanner.standard);
    s.seconds("timeout_s", settings.scanner.timeout, 3600);
    s.section("profiles", [&](Section& profiles) {
      profiles.eachSection([&](const std::string& name, Section& t) {
        readScannerProfile(t, settings.scanner.profiles[name]);
      });
    });
  });
  root.section("ocr", [&](Section& s) {
    s.text("language", settings.ocr.language);
    s.path("tessdata", home, settings.ocr.tessdata);
    s.seconds("page_timeout_s", settings.ocr.page_timeout, 3600);
  });
  root.section("metadata", [&](Section& s) {
    s.path("profiles", home, settings.metadata.profiles);
    s.path("units", home, settings.metadata.units);
  });
  root.section("naming", [&](Section& s) {
    s.text("result_code", settings.naming.result_code);
    s.text("file_name", settings.naming.file_name);
  });
  root.section("work", [&](Section& s) {
    s.number("workers", settings.work.workers, 0, 512);
    s.number("counter_workers", settings.work.counter_workers, 0, 64);
    s.number("worker_memory_mb", settings.work.worker_memory_mb, 0, 1 << 20);
    s.number("memory_mb", settings.work.memory_mb, 0, 1 << 24);
    s.number("min_free_disk_mb", settings.work.min_free_disk_mb, 0, 1 << 24);
    s.number("backlog_nice", settings.work.backlog_nice, 0, 19);
    s.seconds("stage_timeout_s", settings.work.stage_timeout, 86400);
  });
  root.section("store", [&](Section& s) { s.text("url", settings.store.url); });
  root.section("review", [&](Section& s) {
    s.oneOf("wait", settings.review.wait, {"never", "doubtful", "always"});
    s.number("threshold", settings.review.threshold, 0, 1);
    s.number("id_threshold", settings.review.id_threshold, 0, 1);
  });
  root.section("batch", [&](Section& s) { s.text("case_pattern", settings.batch.case_pattern); });
  root.section("copy", [&](Section& s) {
    s.path("font", home, settings.copy.font);
    s.path("appearances", home, settings.copy.appearances);
  });
  root.section("certification", [&](Section& s) {
    s.text("book", settings.certification.book);
    s.text("verify_url", settings.certification.verify_url);
  });
  root.section("signing", [&](Section& s) { readSigning(s, home, settings.signing); });
  root.section("trust", [&](Section& s) {
    s.paths("anchors", home, settings.trust.anchors);
    s.paths("intermediates", home, settings.trust.intermediates);
    s.paths("crls", home, settings.trust.crls);
  });
  root.section("secrets", [&](Section& s) {
    s.path("officer_certificate", home, settings.secrets.officer_certificate);
  });
  root.section("server", [&](Section& s) { readServer(s, home, settings.server); });
  root.section("webhooks", [&](Section& s) {
    s.flag("private_networks", settings.webhooks.private_networks);
    s.seconds("give_up_s", settings.webhooks.give_up, 2592000);
    s.number("keep_days", settings.webhooks.keep_days, 1, 3650);
    s.path("ca_file", home, settings.webhooks.ca_file);
  });
  root.section("storage", [&](Section& s) { readStorage(s, home, settings.storage); });
  readDeliveries(root, home, settings.deliveries);
  readRetention(root, settings.retention);
  root.section("reports", [&](Section& s) { readReports(s, settings.reports); });
  root.finish();
  return settings;
}

}  // namespace

Settings loadSettings(const std::filesystem::path& file, const std::filesystem::path& home,
                      const std::vector<std::string>& overrides) {
  toml::table table = parseToml(file);
  for (const auto& override : overrides) setToml(table, override);
  return read(table, file, home, nullptr);
}

std::vector<SettingLine> listSettings(const std::filesystem::path& file,
                                      const std::filesystem::path& home) {
  std::vector<SettingLine> listed;
  static_cast<void>(read(parseToml(file), file, home, &listed));
  for (auto& line : listed) explainSetting(line);
  return listed;
}

}  // namespace sohoa::config

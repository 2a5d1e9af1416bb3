#include "cli/wiring_metrics.h"

#include <algorithm>
#include <filesystem>

#include "signing/expiry.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;

double secondsBetween(core::Timestamp from, core::Timestamp to) {
  return std::chrono::duration<double>(to - from).count();
}

// Files, and those in folders.
std::vector<fs::path> filesOf(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& place : places) {
    if (!fs::is_directory(place, error)) {
      files.push_back(place);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(place, error)) {
      if (entry.is_regular_file(error)) files.push_back(entry.path());
    }
  }
  return files;
}

}  // namespace

void HouseMetrics::write(server::MetricText& out, core::WorkStore& work) {
  writeDeadLetters(out, work);
  writeUpkeep(out);
  writeDates(out);
}

void HouseMetrics::writeDeadLetters(server::MetricText& out, core::WorkStore& work) const {
  constexpr std::string_view kName = "sohoa_dead_letters";
  out.family(kName, "gauge", "What no worker tries again by itself: it waits for a person.");
  out.sample(kName, {{"sort", "quarantined"}},
             static_cast<double>(work.quarantined(std::nullopt).size()));
  int refused = 0;
  for (const auto& delivery : settings_.deliveries) {
    const auto counts = outbox_.count(delivery.name);
    const auto found = counts.find(core::ConsignmentState::kRefused);
    if (found != counts.end()) refused += found->second;
  }
  out.sample(kName, {{"sort", "refused_delivery"}}, refused);
}

void HouseMetrics::writeUpkeep(server::MetricText& out) const {
  const auto one = [&](std::string_view name, std::string_view type, std::string_view help,
                       double value) {
    out.family(name, type, help);
    out.sample(name, {}, value);
  };
  const auto stock = upkeep_.stock();
  const auto now = clock_.now();
  one("sohoa_blobs", "gauge", "Stored files that rows name, as last counted.",
      static_cast<double>(stock.blobs));
  one("sohoa_blobs_bad", "gauge", "Of these: damaged, missing or unreadable when last read.",
      static_cast<double>(stock.bad));
  one("sohoa_scrub_checks_total", "counter", "Stored files read through.",
      static_cast<double>(stock.checks));
  one("sohoa_scrub_damaged_total", "counter", "Stored files found damaged, missing or unreadable.",
      static_cast<double>(stock.damaged));
  one("sohoa_scrub_repaired_total", "counter", "Of these: put back or made again.",
      static_cast<double>(stock.repaired));
  if (stock.oldest) {
    one("sohoa_scrub_oldest_check_age_seconds", "gauge",
        "Since the file that was not read for longest was read.",
        std::max(0.0, secondsBetween(*stock.oldest, now)));
  }
  if (const auto backup = upkeep_.anchor("backup")) {
    one("sohoa_backup_age_seconds", "gauge", "Since the last whole backup was begun.",
        std::max(0.0,
                 secondsBetween(core::Timestamp(std::chrono::milliseconds(backup->number)), now)));
  }
}

void HouseMetrics::writeDates(server::MetricText& out) {
  const std::lock_guard lock(mutex_);
  refresh();
  const auto now = clock_.now();
  if (!ends_.empty()) {
    constexpr std::string_view kEnds = "sohoa_certificate_expires_seconds";
    out.family(kEnds, "gauge", "Until a certificate ends, by its use; negative when it has.");
    for (const auto& [use, end] : ends_)
      out.sample(kEnds, {{"use", use}}, secondsBetween(now, end));
  }
  if (lists_.empty()) return;
  const auto oldest = std::ranges::min_element(lists_, {}, &List::made);
  const auto first = std::ranges::min_element(lists_, {}, &List::next);
  out.family("sohoa_crl_age_seconds", "gauge", "Since the oldest revocation list was made.");
  out.sample("sohoa_crl_age_seconds", {}, secondsBetween(oldest->made, now));
  out.family("sohoa_crl_next_update_seconds", "gauge",
             "Until the first revocation list is over; negative when it is.");
  out.sample("sohoa_crl_next_update_seconds", {}, secondsBetween(now, first->next));
}

void HouseMetrics::refresh() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::minutes(5);
  ends_.clear();
  lists_.clear();
  const auto add = [&](const std::string& use, const fs::path& file, const fs::path& passphrase) {
    if (file.empty()) return;
    if (const auto end = signing::certificateEnd(file, passphrase)) ends_[use] = *end;
  };
  const auto& s = settings_.signing;
  const std::pair<const char*, const config::SignerSettings*> signers[] = {
      {"operator", &s.op}, {"certifier", &s.certifier}, {"agency", &s.agency}};
  for (const auto& [use, signer] : signers) {
    add(use, signer->certificate.empty() ? signer->key : signer->certificate,
        signer->passphrase_file);
  }
  add("timestamp", s.timestamp_key, s.timestamp_passphrase_file);
  add("tls", settings_.server.tls_certificate, {});
  add("secrets", settings_.secrets.officer_certificate, {});
  int number = 0;
  for (const auto& file : filesOf(settings_.trust.anchors)) {
    add("anchor-" + std::to_string(++number), file, {});
  }
  for (const auto& file : filesOf(settings_.trust.crls)) {
    if (const auto times = signing::revocationListTimes(file)) {
      lists_.push_back({times->made, times->next});
    }
  }
}

}  // namespace sohoa::cli

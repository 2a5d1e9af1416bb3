#include "pipeline/plan.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace sohoa::pipeline {
namespace {

// Assumed, on the safe side: what composing, assembling, two signatures and our own verification
// add to a page's reading, and what the second of two workers loses to the first.
constexpr double kBesidesReading = 1.15;
constexpr double kShareOfAnotherWorker = 0.95;
// Each of the two signatures of a copy, with its certificates and timestamp.
constexpr double kSignatureBytes = 24.0 * 1024;
constexpr int kCopiesKept = 3;
constexpr double kPagesOfADocument = 3;
constexpr double kNineOfTen = 1.645;

struct Sample {
  std::vector<double> seconds;
  double image_bytes = 0;   // as they will stand in copies
  double master_bytes = 0;  // what the files spend on these pages
  double result_bytes = 0;
  int failed = 0;
};

void readOne(const SurveyedFile& file, int page, core::PageSourceOpener& opener,
             core::PageReader& reader, const std::function<double()>& seconds, Sample& sample) {
  const double start = seconds();
  try {
    const auto source = opener.open(file.path, file.path.filename().string());
    const auto result = reader.read(source->raster(page));
    sample.seconds.push_back(seconds() - start);
    sample.master_bytes += static_cast<double>(file.size) / std::max(1, file.pages);
    sample.image_bytes += static_cast<double>(source->image(page).bytes.size());
    sample.result_bytes += static_cast<double>(nlohmann::json(result).dump().size());
  } catch (const core::Error&) {
    ++sample.failed;
  }
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

// Of the mean.
double uncertainty(const std::vector<double>& values, int of_all) {
  const auto n = static_cast<double>(values.size());
  if (n < 2) return values.empty() ? 0 : values.front();
  const double middle = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  const double unseen = std::max(0.0, 1 - n / std::max(n, static_cast<double>(of_all)));
  return kNineOfTen * std::sqrt(squares / (n - 1) / n * unseen);
}

std::uint64_t bytes(double value) { return static_cast<std::uint64_t>(std::max(0.0, value)); }

}  // namespace

Plan plan(const Survey& survey, core::PageSourceOpener& opener, core::PageReader& reader,
          int sample_size, int workers, const std::function<double()>& seconds,
          const std::function<void(int, int)>& on_page) {
  Plan plan;
  plan.pages = survey.pagesToRead();
  plan.master_bytes = survey.bytesToStore();
  const int wanted = std::min(sample_size, plan.pages);
  Sample sample;
  int before = 0;  // pages of the files passed so far
  int next = 0;    // of the sample
  for (const auto& file : survey.files) {
    if (file.fate != SurveyedFile::Fate::kTaken) continue;
    for (; next < wanted; ++next) {
      // The middle of the n-th of equal parts.
      const auto at = (2LL * next + 1) * plan.pages / (2LL * wanted);
      if (at >= before + file.pages) break;
      readOne(file, static_cast<int>(at) - before, opener, reader, seconds, sample);
      on_page(next + 1, wanted);
    }
    before += file.pages;
  }
  plan.sampled = static_cast<int>(sample.seconds.size());
  plan.failed = sample.failed;
  const double each = mean(sample.seconds);
  plan.seconds_per_page = each * kBesidesReading;
  const double speed = 1 + kShareOfAnotherWorker * (std::max(1, workers) - 1);
  const auto time = [&](double reading) {
    return std::chrono::seconds(static_cast<long long>(
        std::ceil(plan.pages * std::max(0.0, reading) * kBesidesReading / speed)));
  };
  const double spread = uncertainty(sample.seconds, plan.pages);
  plan.time = time(each);
  plan.low = time(each - spread);
  plan.high = time(each + spread);
  if (plan.sampled > 0) {
    // Pages differ in size more than files differ in how their pages are stored.
    double taken = 0;
    for (const auto& file : survey.files) {
      if (file.fate == SurveyedFile::Fate::kTaken) taken += static_cast<double>(file.size);
    }
    const double images = taken * sample.image_bytes / std::max(1.0, sample.master_bytes);
    plan.copy_bytes = bytes(kCopiesKept * images +
                            kCopiesKept * kSignatureBytes * plan.pages / kPagesOfADocument);
    plan.result_bytes = bytes(plan.pages * sample.result_bytes / plan.sampled);
  }
  return plan;
}

}  // namespace sohoa::pipeline

// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/plant.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "results/error.h"

namespace attnwatch {
namespace {

Plant ParsePlant(const std::string& text) {
  const size_t colon = text.rfind(':');
  Plant plant;
  if (colon != std::string::npos && colon > 0) plant.pattern = text.substr(0, colon);
  if (!plant.pattern.empty() && text.substr(colon) == ":heat") return plant;
  if (!plant.pattern.empty() && text.back() == '%') {
    const char* const begin = text.data() + colon + 1;
    const char* const end = text.data() + text.size() - 1;
    const auto [rest, error] = std::from_chars(begin, end, plant.fraction);
    plant.fraction /= 100;
    if (error == std::errc() && rest == end && plant.fraction > 0 && plant.fraction <= 10) {
      return plant;
    }
  }
  throw Error(fmt::format(
      "--plant: '{}' is neither PATTERN:PERCENT%, such as head_dim=64/:2%, nor PATTERN:heat",
      text));
}

}  // namespace

std::vector<Plant> ParsePlants(const std::vector<std::string>& texts) {
  std::vector<Plant> plants;
  plants.reserve(texts.size());
  for (const std::string& text : texts) plants.push_back(ParsePlant(text));
  return plants;
}

double PlantedFraction(const std::vector<Plant>& plants, const std::string& case_name) {
  double fraction = 0;
  for (const Plant& plant : plants) {
    if (case_name.find(plant.pattern) != std::string::npos) fraction += plant.fraction;
  }
  return fraction;
}

bool IsHeatPlanted(const std::vector<Plant>& plants, const std::string& case_name) {
  return std::any_of(plants.begin(), plants.end(), [&](const Plant& plant) {
    return plant.fraction == 0 && case_name.find(plant.pattern) != std::string::npos;
  });
}

}  // namespace attnwatch

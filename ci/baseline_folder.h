// SPDX-License-Identifier: Apache-2.0
//
// Where baselines are when nobody says: for every command the same place.
//
//   std::string dir = DefaultBaselineFolder();   // "baselines/data" in a clone
#pragma once

#include <filesystem>
#include <string>

namespace attnwatch {

// baselines/data below the current folder, as in a clone; else the one that the runner bundle of
// this program carries; where there is neither, the former, which is where the first one will be.
std::string DefaultBaselineFolder();

// The one in the bundle whose bin/ holds `program`; "" where that is no bundle.
std::string BaselineFolderOfBundle(const std::filesystem::path& program);

// The noise record of the device of that baseline: <root>/<device key>/noise.json, beside the
// baseline's own folder. "" where none is kept.
std::string NoiseRecordBeside(const std::filesystem::path& baseline_folder);

}  // namespace attnwatch

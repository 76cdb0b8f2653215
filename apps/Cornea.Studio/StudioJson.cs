using System.Text.Json.Serialization;
using Cornea.Studio.Course;
using Cornea.Studio.Models;
using Cornea.Studio.Play;
using Cornea.Studio.Training;

namespace Cornea.Studio;

/// <summary>The bodies of requests, read by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(TrainRequest))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(RateRequest))]
[JsonSerializable(typeof(LabRequest))]
[JsonSerializable(typeof(PlayRequest))]
[JsonSerializable(typeof(StepRequest))]
[JsonSerializable(typeof(RunLessonRequest))]
internal sealed partial class StudioJson : JsonSerializerContext;

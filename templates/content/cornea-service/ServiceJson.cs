using System.Text.Json.Serialization;

namespace CorneaService1;

/// <summary>Reads and writes the service's JSON without reflection, so that it can be compiled ahead of time.</summary>
[JsonSerializable(typeof(DigitRequest))]
[JsonSerializable(typeof(DigitResponse))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
internal sealed partial class ServiceJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Psono.Client.ApiKeys.Caching;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CacheContent))]
internal sealed partial class CacheJsonContext : JsonSerializerContext;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Psono.Protocol;
using Psono.Protocol.Administration;

namespace Psono.Tests.Architecture;

/// <summary>Rules of the house that the built types can be checked for.</summary>
public sealed partial class ShapeTests
{
    private static readonly Type[] ProtocolTypes = typeof(PsonoJsonContext).Assembly.GetTypes();

    /// <summary>Types with a member that has a name on the wire.</summary>
    private static readonly Type[] WireTypes = [.. ProtocolTypes.Where(type => Properties(type).Any(HasWireName))];

    [Theory]
    [InlineData("Psono.Protocol"), InlineData("Psono.Client"), InlineData("Psono.Extensions.Configuration"), InlineData("psonoci")]
    public void A_class_is_sealed_or_static_or_has_a_subclass(string assembly)
    {
        var types = Assembly.Load(assembly).GetTypes();
        var bases = types.Select(type => type.BaseType).ToHashSet();
        Assert.DoesNotContain(types, type =>
            type is { IsClass: true, IsSealed: false } && !bases.Contains(type) && !type.IsDefined(typeof(CompilerGeneratedAttribute)));
    }

    [Fact]
    public void Every_member_on_the_wire_has_an_explicit_name()
    {
        Assert.True(WireTypes.Length > 50);
        foreach (var property in WireTypes.SelectMany(Properties))
            Assert.True(
                HasWireName(property) || property.IsDefined(typeof(JsonIgnoreAttribute)), $"{property.DeclaringType}.{property.Name}");
    }

    [Fact]
    public void A_name_on_the_wire_is_in_lower_snake_case()
    {
        foreach (var property in WireTypes.SelectMany(Properties).Where(HasWireName))
            Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name);
    }

    [Fact]
    public void Every_record_on_the_wire_is_in_one_json_context()
    {
        foreach (var type in WireTypes)
        {
            JsonSerializerContext context = IsOfAdministrators(type) ? AdminJsonContext.Default : PsonoJsonContext.Default;
            Assert.True(context.GetTypeInfo(type) is not null, $"{type} is missing in {context.GetType().Name}");
            Assert.True(!IsOfAdministrators(type) || PsonoJsonContext.Default.GetTypeInfo(type) is null, $"{type} is in both");
        }

        static bool IsOfAdministrators(Type type) => type.Namespace == typeof(AdminJsonContext).Namespace;
    }

    /// <summary>
    /// A record shows all its members, unless told otherwise: a body that gets into a log or a message must not bring a credential along.
    /// </summary>
    [Fact]
    public void The_text_of_a_record_shows_no_credential()
    {
        var credentials = WireTypes.SelectMany(Properties).Where(IsCredential).ToList();
        Assert.True(credentials.Count >= 15);
        foreach (var property in credentials)
        {
            var record = RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
            property.SetValue(record, "hunter2");
            Assert.DoesNotContain("hunter2", record.ToString(), StringComparison.Ordinal);
        }
    }

    private static bool IsCredential(PropertyInfo property) =>
        property.PropertyType == typeof(string) && property.GetCustomAttribute<JsonPropertyNameAttribute>() is { } wire
        && Credential.IsMatch(wire.Name);

    [GeneratedRegex("authkey|token|pass|activation_code|session_key|session_secret_key$|api_key_secret_key$")]
    private static partial Regex Credential { get; }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static bool HasWireName(PropertyInfo property) => property.IsDefined(typeof(JsonPropertyNameAttribute));
}

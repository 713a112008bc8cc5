using System.Reflection;
using Psono.Server.Data;

namespace Psono.Server.Tests.Architecture;

/// <summary>One way to name things, where a name can be checked.</summary>
public sealed class NamingTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types =
        [.. typeof(Database).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Psono.Server.", StringComparison.Ordinal) == true)];

    [Fact]
    public void What_returns_a_task_says_so()
    {
        var methods = Types.SelectMany(type => type.GetMethods(Declared))
            .Where(method => !method.IsSpecialName && !method.Name.Contains('<')).ToList();
        var waiting = methods.Where(method => IsTask(method.ReturnType)).ToList();

        Assert.True(waiting.Count > 100);
        Assert.Empty(waiting.Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType}.{method.Name}"));
    }

    [Fact]
    public void What_SQL_calls_its_parameters_is_written_like_a_variable()
    {
        var texts = Types.SelectMany(type => type.GetFields(Declared)).Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.True(texts.Count(text => text.Contains('@')) > 50);
        Assert.DoesNotContain(texts, text => System.Text.RegularExpressions.Regex.IsMatch(text, @"@\w*_"));
    }

    private static bool IsTask(Type type) => typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));
}

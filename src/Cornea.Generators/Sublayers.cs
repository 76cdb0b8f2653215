using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cornea.Generators;

/// <summary>Finds fields and properties that hold layers which were never passed to <c>Track</c>.</summary>
internal static class Sublayers
{
    /// <summary>The members without a call of Track.</summary>
    public static IEnumerable<ISymbol> NotTracked(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class || Conversion.FamilyOf(type) is not { } family || Conversion.KindOf(family) != "Layer"
            || ConfigNames.Find(type, "Configurable") is not null)
        {
            yield break;
        }
        var members = type.GetMembers().Where(member => !member.IsStatic && Holds(member)).ToList();
        if (members.Count == 0)
            yield break;
        var calls = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation))
            .SelectMany(declaration => declaration.DescendantNodes()).OfType<InvocationExpressionSyntax>().Where(IsTrack).ToList();
        foreach (var member in members)
        {
            if (!calls.Any(call => IsOf(call, member, type)) && !ComesFromMethod(type, member, cancellation))
                yield return member;
        }
    }

    private static bool Holds(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => IsLayers(field.Type),
        IPropertySymbol property => IsLayers(property.Type) && property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsLayers(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsLayers(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic => generic.TypeArguments.Any(IsLayers),
        // An entrance has no weights.
        { Name: "InputLayer" } => false,
        _ => Conversion.FamilyOf(type) is { } family && Conversion.KindOf(family) == "Layer",
    };

    private static bool IsTrack(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText == "Track",
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == "Track",
        _ => false,
    };

    // In its initializer, in an assignment to it, or with a value that comes from it: Track(_a), foreach (var a in _list) Track(a).
    private static bool IsOf(InvocationExpressionSyntax call, ISymbol member, INamedTypeSymbol type)
    {
        if (Mentions(call, member.Name) || type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Any(
            parameter => string.Equals(parameter.Name, member.Name.TrimStart('_'), System.StringComparison.OrdinalIgnoreCase)
                && Mentions(call, parameter.Name)))
        {
            return true;
        }
        // _list.Add(layer) or _field = layer, where the same method calls Track(layer).
        var block = call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>();
        var tracked = call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<IdentifierNameSyntax>()
            .Select(name => name.Identifier.ValueText).ToList();
        if (block is not null && block.DescendantNodes().Any(node => node switch
        {
            InvocationExpressionSyntax add => Mentions(add.Expression, member.Name)
                && tracked.Any(name => Mentions(add.ArgumentList, name)),
            AssignmentExpressionSyntax set => Mentions(set.Left, member.Name) && tracked.Any(name => Mentions(set.Right, name)),
            _ => false,
        }))
        {
            return true;
        }
        foreach (var ancestor in call.Ancestors())
        {
            var found = ancestor switch
            {
                AssignmentExpressionSyntax assignment => Mentions(assignment.Left, member.Name),
                VariableDeclaratorSyntax variable => variable.Identifier.ValueText == member.Name,
                PropertyDeclarationSyntax property => property.Identifier.ValueText == member.Name,
                ForEachStatementSyntax loop => Mentions(loop.Expression, member.Name),
                ForStatementSyntax loop => Mentions(loop, member.Name),
                InvocationExpressionSyntax outer => Mentions(outer, member.Name),
                _ => false,
            };
            if (found)
                return true;
        }
        return false;
    }

    // A method that makes the layer may call Track itself.
    private static bool ComesFromMethod(INamedTypeSymbol type, ISymbol member, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(cancellation).DescendantNodes())
            .OfType<AssignmentExpressionSyntax>().Any(assignment => Mentions(assignment.Left, member.Name)
                && assignment.Right is InvocationExpressionSyntax { Expression: SimpleNameSyntax });

    private static bool Mentions(SyntaxNode node, string name) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.ValueText == name);
}

/**
 * What GitLab refuses a report of container scanning for, written down from its form, version 15.2. GitLab's own schema is in no package
 * that a test could take it from.
 * https://gitlab.com/gitlab-org/security-products/security-report-schemas
 */
export const GITLAB_RULES = {
  type: 'object',
  required: ['scan', 'version', 'vulnerabilities'],
  properties: {
    version: { type: 'string', pattern: '^15\\.2\\.[0-9]+$' },
    scan: {
      type: 'object',
      required: ['analyzer', 'end_time', 'scanner', 'start_time', 'status', 'type'],
      properties: {
        analyzer: { $ref: '#/definitions/tool' },
        scanner: { $ref: '#/definitions/tool' },
        start_time: { $ref: '#/definitions/time' },
        end_time: { $ref: '#/definitions/time' },
        status: { enum: ['success', 'failure'] },
        type: { const: 'container_scanning' },
        messages: {
          type: 'array',
          items: {
            type: 'object',
            required: ['level', 'value'],
            properties: { level: { enum: ['info', 'warn', 'fatal'] }, value: { type: 'string', minLength: 1 } },
          },
        },
      },
    },
    vulnerabilities: { type: 'array', items: { $ref: '#/definitions/vulnerability' } },
  },
  definitions: {
    time: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' },
    address: { type: 'string', pattern: '^(https?|ftp)://.+' },
    some: { type: 'string', minLength: 1 },
    tool: {
      type: 'object',
      required: ['id', 'name', 'version', 'vendor'],
      properties: {
        id: { $ref: '#/definitions/some' },
        name: { $ref: '#/definitions/some' },
        version: { $ref: '#/definitions/some' },
        url: { $ref: '#/definitions/address' },
        vendor: { type: 'object', required: ['name'], properties: { name: { $ref: '#/definitions/some' } } },
      },
    },
    detail: {
      type: 'object',
      required: ['type', 'name'],
      properties: { name: { $ref: '#/definitions/some' } },
      oneOf: [
        { required: ['value'], properties: { type: { const: 'text' }, value: { type: 'string' } } },
        {
          required: ['items'],
          properties: {
            type: { const: 'list' },
            items: {
              type: 'array',
              items: {
                type: 'object',
                required: ['type', 'value'],
                properties: { type: { const: 'text' }, value: { type: 'string' } },
              },
            },
          },
        },
      ],
    },
    vulnerability: {
      type: 'object',
      required: ['id', 'identifiers', 'location'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: { type: 'string', maxLength: 255 },
        description: { type: 'string', maxLength: 1_048_576 },
        severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
        solution: { type: 'string', maxLength: 7000 },
        identifiers: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['type', 'name', 'value'],
            properties: {
              type: { $ref: '#/definitions/some' },
              name: { $ref: '#/definitions/some' },
              value: { $ref: '#/definitions/some' },
              url: { $ref: '#/definitions/address' },
            },
          },
        },
        cvss_vectors: {
          type: 'array',
          minItems: 1,
          maxItems: 10,
          items: {
            type: 'object',
            required: ['vendor', 'vector'],
            properties: {
              vendor: { $ref: '#/definitions/some' },
              vector: {
                type: 'string',
                minLength: 16,
                maxLength: 256,
                pattern:
                  '^(CVSS:3\\.[01]/)?([A-Za-z]{1,3}:[A-Z]{1,3}/){5,}[A-Za-z]{1,3}:[A-Z]{1,3}$|^CVSS:4\\.0/AV:[NALP]/([A-Z]{1,3}:[A-Z]/){9,}[A-Z]{1,3}:[A-Z]$',
              },
            },
          },
        },
        links: {
          type: 'array',
          items: { type: 'object', required: ['url'], properties: { url: { $ref: '#/definitions/address' } } },
        },
        details: { type: 'object', additionalProperties: { $ref: '#/definitions/detail' } },
        location: {
          type: 'object',
          required: ['dependency', 'operating_system', 'image'],
          properties: {
            dependency: {
              type: 'object',
              required: ['package', 'version'],
              properties: {
                package: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
                version: { type: 'string' },
              },
            },
            operating_system: { $ref: '#/definitions/some' },
            // With a tag or a digest, and a port only where a path follows it.
            image: { type: 'string', pattern: '^[^:]+(:\\d+[^:]*)?:[^:]+(:[^:]+)?$' },
          },
        },
      },
    },
  },
} as const;
